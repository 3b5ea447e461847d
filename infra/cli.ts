import { runContract } from './cli/run-contract.ts';

// A reader that closes the pipe early (`… check --all | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { status, stdout, stderr } = await runContract(process.argv.slice(2));
process.exitCode = status;
process.stdout.write(stdout);
process.stderr.write(stderr);
