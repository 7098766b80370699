/*
 * Who this screen is. It was paired (newcomer.ts), or an administrator opens the page once with everything in the
 * fragment; it is then kept in localStorage and taken out of the address bar, where people could read it. A fragment wins over what is
 * stored, so that a start line which names everything also works on a device that forgets.
 */
import { remove, load, save } from "./storage";

const KEY = "vakwerk.pairing";
const SLUG = /^[a-z0-9][a-z0-9-]{1,31}$/;

export interface Pairing {
  broker: string;
  kiosk: string;
  device: string;
  secret: string;
}

/* A screen that is nobody yet, and where it can become somebody. */
export interface Unpaired {
  broker: string;
}

function fragmentOf(hash: string): { [key: string]: string } {
  const found: { [key: string]: string } = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    try {
      found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
    } catch (_) {
      found[part.slice(0, at)] = part.slice(at + 1);
    }
  }
  return found;
}

export function brokerOf(given: string | undefined, from: Location): string | undefined {
  if (given !== undefined && /^wss?:\/\/[^\s/]+/i.test(given)) return given;
  if (from.protocol === "http:") return `ws://${from.host}`;
  if (from.protocol === "https:") return `wss://${from.host}`;
  return undefined;
}

/* Undefined: nobody has said where the server is. */
export function readPairing(from: Location): Pairing | Unpaired | undefined {
  const fragment = fragmentOf(from.hash);
  const kept = load<Partial<Pairing>>(KEY) || {};
  const kiosk = fragment["kiosk"] || kept.kiosk;
  /* The secret of one screen is never sent under the name of another. */
  const secret = fragment["secret"] || (kiosk === kept.kiosk ? kept.secret : undefined);
  const device = fragment["device"] || (kiosk === kept.kiosk ? kept.device : undefined) || "scherm";
  const given = fragment["broker"] || kept.broker;
  const hasCredentials = !!kiosk && !!secret && SLUG.test(kiosk) && SLUG.test(device);

  const stored = save(KEY, { broker: given, ...(hasCredentials ? { kiosk, device, secret } : {}) });
  /* Where nothing can be stored, the address has to remember. */
  if (stored && from.hash !== "") history.replaceState(null, "", from.pathname + from.search);

  const broker = brokerOf(given, from);
  if (broker === undefined) return undefined;
  return hasCredentials && kiosk && secret ? { broker, kiosk, device, secret } : { broker };
}

export function isPaired(found: Pairing | Unpaired): found is Pairing {
  return "secret" in found;
}

/* The server's address stays known: it is not of this screen alone. */
export function forgetPairing(): void {
  const { broker } = load<Partial<Pairing>>(KEY) || {};
  if (broker === undefined) remove(KEY);
  else save(KEY, { broker });
}

export function keepPairing({ kiosk, device, secret }: Pairing, at: Location): void {
  const { broker } = load<Partial<Pairing>>(KEY) || {};
  if (save(KEY, { broker, kiosk, device, secret })) return;
  const words = { ...fragmentOf(at.hash), kiosk, device, secret };
  const hash = Object.entries(words).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  history.replaceState(null, "", `${at.pathname}${at.search}#${hash}`);
}
