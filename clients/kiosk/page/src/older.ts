/*
 * The few things the libraries use that Chromium 69 does not have; esbuild rewrites the language, not these.
 * Imported before anything else.
 */
function add(owner: object, name: string, value: unknown): void {
  if (!(name in owner)) Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

add(window, "queueMicrotask", (job: () => void) => {
  Promise.resolve().then(job);
});

add(Array.prototype, "at", function (this: unknown[], index: number): unknown {
  return this[index < 0 ? this.length + index : index];
});
