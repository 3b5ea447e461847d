import { posix } from 'node:path';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { HostNetwork } from '../../types.ts';
import { serviceHosts } from './request-paths.ts';
import type { ComposeModel, ComposeService } from './services.ts';

/** The host names of a project, and the files that its containers mount or are built with. */
export function readNetwork({ project: { files }, whole, services }: ComposeModel): HostNetwork {
  const networks = whole.get('networks');
  const isJoined = networks.keys().some((name) => {
    const network = networks.get(name);
    return network.isMap && !network.get('external').isAbsent;
  });
  const isOpen = ({ node }: ComposeService) =>
    ['extra_hosts', 'external_links', 'network_mode', 'extends', 'links'].some(
      (key) => !node.get(key).isAbsent,
    );
  const folder = posix.dirname((files[0]?.name ?? '').replaceAll('\\', '/'));
  return {
    hosts: new Set(services.flatMap(({ name, node }) => serviceHosts(name, node))),
    isComplete: !isJoined && whole.get('include').isAbsent && !services.some(isOpen),
    mounts: services
      .flatMap(({ node }) => [...mountedPaths(node), ...builtFolders(node)])
      .map((path) => posix.join(folder, path)),
  };
}

function mountedPaths(node: ConfigNode): string[] {
  const list = node.get('volumes');
  return (Array.isArray(list.value) ? list.list() : []).flatMap((one) => {
    const source = one.isMap ? one.get('source').value : String(one.value).split(':')[0];
    return typeof source === 'string' && source.startsWith('.') ? [source] : [];
  });
}

/** The whole project is not the folder of an nginx. */
function builtFolders(node: ConfigNode): string[] {
  const build = node.get('build');
  const context = build.isMap ? build.get('context').value : build.value;
  return typeof context === 'string' && /^(?:\.\/)?[\w-]/.test(context) ? [context] : [];
}
