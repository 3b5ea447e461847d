/** Settings of every service: it restarts automatically, has few privileges, and limits the size of its log. */
export const hardening = {
  restart: 'unless-stopped',
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '5' } },
};

/** The limits of one container. Half of the CPUs and of the memory is reserved for it. */
export const resources = (cpus: number, memoryMiB: number) => ({
  deploy: {
    resources: {
      limits: { cpus: String(cpus), memory: `${memoryMiB}M` },
      reservations: { cpus: String(cpus / 2), memory: `${Math.ceil(memoryMiB / 2)}M` },
    },
  },
});

export const secretFileName = (variable: string): string => variable.toLowerCase().replaceAll('_', '-');

/** Compose replaces `$NAME` in values. */
export const literal = (text: string): string => text.replaceAll('$', '$$$$');
