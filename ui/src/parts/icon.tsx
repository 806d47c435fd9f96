/** The few icons the window needs, drawn on a 16 px grid with the text's colour. */
const PATHS = {
  overview: "M2 9.5h3v4H2zM6.5 6h3v7.5h-3zM11 2.5h3v11h-3z",
  messages: "M2 3.5h12v9H2zM2 4l6 5 6-5",
  events: "M9 1.5 3 9h4l-1 5.5L12 7H8z",
  hooks: "M11 2v5.5a3.5 3.5 0 1 1-7 0M4 7.500 2.500 9.500M4 7.500l2 1.500M11 2 9.500 3.500M11 2l1.500 1.500",
  webhooks: "M2 5.500h10M9.500 3 12 5.500 9.500 8M14 10.500H4M6.500 8 4 10.500 6.500 13",
  subscriptions: "M3 3.500h6M3 8h6M3 12.500h6M12.500 2v3M12.500 6.500v3M12.500 11v3",
  connections:
    "M6 10 10 6M7 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11 8.500M5 7.500 3.500 9a2.800 2.800 0 0 0 4 4L9 11.500",
  signing: "M7.500 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM7.500 8h7M11.500 8v2.500M14 8v2",
  settings: "M2 4.500h7M12 4.500h2M2 11.500h2M7 11.500h7M10.500 2.800v3.400M5.500 9.800v3.400",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.500V3M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1",
  moon: "M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z",
  auto: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
  columns: "M2 3h12v10H2zM6 3v10M10 3v10",
  search: "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.500 5.500h8v8h-8zM3 10.500h-.500v-8h8V3",
  save: "M8 2v8M5 7.500 8 10.500l3-3M2.500 13.500h11",
  retry: "M13 8a5 5 0 1 1-1.500-3.600M13 2v3h-3",
  edit: "M3 13l.700-3L11 2.700 13.300 5 6 12.300z",
  trash: "M3 4.500h10M6 4.500v-2h4v2M4.500 4.500l.500 9h6l.500-9",
  check: "M3 8.500 6.500 12 13 4.500",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  back: "M9.500 3 4.500 8l5 5",
  down: "M3.500 6 8 10.500 12.500 6",
  right: "M6 3.500 10.500 8 6 12.500",
  plus: "M8 3v10M3 8h10",
  send: "M2 8 14 2.500 10 14 7.500 9zM7.500 9 14 2.500",
  warn: "M8 2 14.500 13.500h-13zM8 6.500v3.500M8 11.800v.100",
  key: "M5 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 8h6.500M12 8v2.500M14.500 8v2",
  keyboard: "M1.500 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M4.500 9.500h7",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
