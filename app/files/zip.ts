import { inflateRawSync } from 'node:zlib';
import { fileTooLarge, UnreadableFile } from './unreadable-file.ts';

/** The files in a zip archive. */
export interface ZipArchive {
  has(name: string): boolean;
  /** Inflates one file. Throws UnreadableFile when it is damaged, or larger than the limit or than it states. */
  read(name: string): Buffer;
}

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
}

const signatures = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 };
const headerBytes = { end: 22, entry: 46, file: 30 };
const commentBytesMax = 0xffff;
const entriesMax = 10_000;
const methods = { stored: 0, deflated: 8 };

const damaged = () => new UnreadableFile('is damaged, or not a docx file. Save it again, and send that.');
const tooLarge = (bytesMax: number) =>
  fileTooLarge(
    `holds more than ${bytesMax} bytes when it is unpacked. Save it without embedded files, or send the part that ` +
      'the question needs.',
  );

/** Opens an archive of which at most `bytesMax` bytes are read, inflated. */
export function openZip(bytes: Uint8Array, bytesMax: number): ZipArchive {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readEntries(archive);
  let bytesLeft = bytesMax;
  return {
    has: (name) => entries.has(name),
    read(name) {
      const entry = entries.get(name);
      if (!entry) throw damaged();
      if ((entry.flags & 1) === 1)
        throw new UnreadableFile('is protected by a password. Save it without one, and send it again.');
      if (entry.bytes > bytesLeft) throw tooLarge(bytesMax);
      const content = inflate(entry, compressedPart(archive, entry));
      bytesLeft -= content.length;
      return content;
    },
  };
}

/** The directory at the end of the archive. */
function readEntries(archive: Buffer): ReadonlyMap<string, Entry> {
  const endAt = findEnd(archive);
  const count = archive.readUInt16LE(endAt + 10);
  let at = archive.readUInt32LE(endAt + 16);
  const entries = new Map<string, Entry>();
  for (let index = 0; index < Math.min(count, entriesMax); index++) {
    if (at + headerBytes.entry > endAt || archive.readUInt32LE(at) !== signatures.entry) throw damaged();
    const nameAt = at + headerBytes.entry;
    const nameBytes = archive.readUInt16LE(at + 28);
    entries.set(archive.toString('utf8', nameAt, nameAt + nameBytes), {
      flags: archive.readUInt16LE(at + 8),
      method: archive.readUInt16LE(at + 10),
      compressedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
      headerAt: archive.readUInt32LE(at + 42),
    });
    at = nameAt + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - headerBytes.end - commentBytesMax);
  for (let at = archive.length - headerBytes.end; at >= first; at--)
    if (archive.readUInt32LE(at) === signatures.end) return at;
  throw damaged();
}

function compressedPart(archive: Buffer, { headerAt, compressedBytes }: Entry): Buffer {
  if (headerAt + headerBytes.file > archive.length || archive.readUInt32LE(headerAt) !== signatures.file)
    throw damaged();
  const start =
    headerAt + headerBytes.file + archive.readUInt16LE(headerAt + 26) + archive.readUInt16LE(headerAt + 28);
  return archive.subarray(start, start + compressedBytes);
}

function inflate({ method, bytes }: Entry, compressed: Buffer): Buffer {
  if (method === methods.stored && compressed.length === bytes) return compressed;
  if (method !== methods.deflated) throw damaged();
  try {
    // One more than it states: a limit of 0 means none.
    const content = inflateRawSync(compressed, { maxOutputLength: bytes + 1 });
    if (content.length === bytes) return content;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code !== 'ERR_BUFFER_TOO_LARGE') throw damaged();
  }
  throw new UnreadableFile(
    'holds a file of another size than it states, as damaged and malicious files do. Save it again, and send that.',
  );
}
