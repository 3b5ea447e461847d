import { initializeCluster } from '../../../app/store/embedded/initialize-cluster.ts';
import { cacheDir, createTemporaryDirectory } from '../temporary-directory.ts';

// A program that fills the cache of new clusters. Without it every worker of a first run creates one, with WebAssembly
// that is not optimized: 29 s each instead of 5 s once.
const directory = createTemporaryDirectory('cluster-template');
await initializeCluster({ dataDir: directory.path, cacheDir, onProgress: () => {} });
directory.remove();
