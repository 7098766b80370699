/* Ids of requests: a UUID of version 7, made once for each, so that what is sent again is done once. */

const BYTES = 16;
const TIME_BYTES = 6;

export function newId(): Uint8Array {
  const id = window.crypto.getRandomValues(new Uint8Array(BYTES));
  let time = Date.now();
  for (let i = TIME_BYTES - 1; i >= 0; i--) {
    id[i] = time % 256;
    time = Math.floor(time / 256);
  }
  id[6] = ((id[6] || 0) & 0x0f) | 0x70;
  id[8] = ((id[8] || 0) & 0x3f) | 0x80;
  return id;
}

export function toHex(id: Uint8Array): string {
  return Array.from(id).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from((hex.match(/../g) || []).map((pair) => parseInt(pair, 16)));
}
