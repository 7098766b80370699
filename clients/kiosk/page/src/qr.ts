/* A QR code as one path: a bar for each run of dark modules. */
import { correction, generate } from "lean-qr";
import { path, svg } from "./dom";

export function qr(text: string, label: string): SVGElement {
  const code = generate(text, { minCorrectionLevel: correction.M });
  let d = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue;
      let end = x + 1;
      while (end < code.size && code.get(end, y)) end++;
      d += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  }
  const picture = svg("qr", `0 0 ${code.size} ${code.size}`, path(d));
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-hidden", "false");
  picture.setAttribute("aria-label", label);
  return picture;
}
