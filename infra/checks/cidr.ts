export const addressBits = 32;

/** A range of IPv4 addresses. */
export interface Cidr {
  readonly prefix: number;
  /** With the first address of the range: `10.1.2.3/16` is `10.1.0.0/16`. */
  readonly canonical: string;
}

/** Parses a text such as `10.0.0.0/16`; null if it is none. */
export function parseCidr(text: string): Cidr | null {
  const [, address = '', bits = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = address.split('.').map(Number);
  const prefix = Number(bits);
  if (address === '' || prefix > addressBits || bytes.some((byte) => byte > 255)) return null;
  const first = bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - 8 * index));
    return byte & (0xff << (8 - kept));
  });
  return { prefix, canonical: `${first.join('.')}/${prefix}` };
}
