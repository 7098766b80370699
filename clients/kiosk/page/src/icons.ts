/* Line icons on a grid of 24, drawn for this screen; and the mark. */
import { path, svg } from "./dom";

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const shapes = {
  /* themes */
  regie: "M3.5 11.2 12 4l8.500 7.200M5.700 9.500V20h12.600V9.500M12 17.300c-1.900-1.200-3.200-2.300-3.200-3.800a1.650 1.650 0 0 1 3.200-.5 1.650 1.650 0 0 1 3.200.5c0 1.500-1.300 2.600-3.200 3.800z",
  samen: circle(8.8, 12, 5.6) + circle(15.2, 12, 5.6),
  leider: circle(12, 12, 8.6) + "M15.8 8.200l-2.300 5.300-5.300 2.300 2.300-5.300z",
  veld: "M12 20.500v-8.300M12 12.200C12 8.600 9.300 6.400 4.500 6.400c0 3.800 2.600 5.800 7.500 5.800zM12 9.800c.2-3.600 2.800-5.900 7.500-5.900 0 3.900-2.700 6-7.500 5.900M8 20.500h8",
  wacht: "M6.800 3.500h10.400M6.800 20.500h10.400M8.200 3.500v3.200c0 2.300 3.800 3.500 3.800 5.300s-3.800 3-3.800 5.300v3.200M15.800 3.500v3.200c0 2.300-3.800 3.500-3.800 5.300s3.800 3 3.800 5.300v3.200",
  dossier: "M5.500 3.500h8.700l4.300 4.300v12.700h-13zM14 3.700v4.300h4.300M8.800 14.300l2.200 2.200 4.200-4.500",
  werk: "M12 3.800v16.400M8.300 20.200h7.400M4.800 7h14.400M4.800 7l-2.600 6.300a2.800 2.800 0 0 0 5.200 0zM19.200 7l-2.600 6.300a2.800 2.800 0 0 0 5.200 0z",
  steun: "M12 20C7.200 17 4 14 4 10.100A4.100 4.100 0 0 1 12 8.300a4.100 4.100 0 0 1 8 1.800C20 14 16.800 17 12 20z",
  other: "M4 5h16v11.500h-8.500L7 20.500v-4H4zM8.300 9.200h7.400M8.300 12.400h4.800",
  /* signs */
  intervision: circle(12, 5.6, 2.6) + circle(5.6, 17.6, 2.6) + circle(18.4, 17.6, 2.6) + "M10.800 8l-3.900 7.200M13.200 8l3.900 7.200M8.300 17.600h7.400",
  clock: circle(12, 12, 8.6) + "M12 7v5.300l3.400 1.900",
  bulb: "M9.200 18h5.600M10.200 21h3.600M9.200 18c0-2.600-3-3.800-3-7.600a5.800 5.800 0 0 1 11.600 0c0 3.800-3 5-3 7.600",
  notice: "M4 9.700v4.600h3.300L16 18.500v-13L7.300 9.700zM8.300 14.500l1.200 5h2.300l-1-4M18.800 9.300a4 4 0 0 1 0 5.400",
  offline: "M3.500 3.500l17 17M5 12.700a10.400 10.400 0 0 1 4.300-2.600M14 9.900a10.300 10.300 0 0 1 5 2.800M8.400 16.100a5.300 5.300 0 0 1 6.600-.4M2.200 9.300a14.600 14.600 0 0 1 4.500-2.800M11 5.300a14.500 14.500 0 0 1 10.800 4M11.700 19.600h.6",
};

export type Icon = keyof typeof shapes;

export const themes: readonly string[] = ["regie", "samen", "leider", "veld", "wacht", "dossier", "werk", "steun"];

export function icon(name: Icon): SVGElement {
  return svg("icon", "0 0 24 24", path(shapes[name]));
}

/* A theme that an organisation has added itself gets a sign of its own kind, not another theme's colour. */
export function themeClass(slug: string): string {
  return "theme-" + (themes.indexOf(slug) >= 0 ? slug : "other");
}

export function themeIcon(slug: string): SVGElement {
  return icon(themes.indexOf(slug) >= 0 ? (slug as Icon) : "other");
}

/* Vakwerk is timber framing: two talk balloons that hold each other up like beams. */
export function mark(): SVGElement {
  return svg(
    "mark",
    "0 0 48 48",
    path("M8 5h21a4 4 0 0 1 4 4v5H14v17l-9.300 8.500a.7.7 0 0 1-1.200-.5V9.500A4.500 4.500 0 0 1 8 5z", "mark-a"),
    path("M40 43H19a4 4 0 0 1-4-4v-5h19V17l9.300-8.500a.7.7 0 0 1 1.200.5v29.500A4.500 4.500 0 0 1 40 43z", "mark-b"),
  );
}
