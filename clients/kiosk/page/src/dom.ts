/* Elements out of text. Nothing here, or anywhere in the page, turns text into markup. */

type Child = Node | string | undefined;

export function el(tag: string, className: string, ...children: Child[]): HTMLElement {
  const node = document.createElement(tag);
  if (className !== "") node.className = className;
  for (const child of children) {
    if (child !== undefined && child !== "") node.append(child);
  }
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(className: string, viewBox: string, ...shapes: SVGElement[]): SVGElement {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", className);
  node.setAttribute("viewBox", viewBox);
  node.setAttribute("aria-hidden", "true");
  shapes.forEach((shape) => node.appendChild(shape));
  return node;
}

export function path(d: string, className = ""): SVGElement {
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("d", d);
  if (className !== "") node.setAttribute("class", className);
  return node;
}

/* A place that is built again only when what it shows has changed. True when it was. */
export class Region {
  private shown = "";

  constructor(readonly host: HTMLElement) {}

  draw(view: unknown, build: () => Node[]): boolean {
    const next = JSON.stringify(view);
    if (next === this.shown) return false;
    const nodes = build();
    this.host.textContent = "";
    this.host.append(...nodes);
    this.shown = next;
    return true;
  }
}
