// Keeps compiled code between runs, for `npm start`, `npm run dev` and the command line.
import { enableCompileCache } from 'node:module';

enableCompileCache();
