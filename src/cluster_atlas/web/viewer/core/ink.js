// Colours of the map, of whatever draws on it.
export const INK = {
  sea: "#e8eef2",
  land: "#ffffff",
  outside: "#dedbd3",
  foreign: "#f3f1ec",
  sar: "#efece4",
  border: "#c3cad0",
  county: "#d9dee2",
  foreignLine: "#d8d3c8",
  outline: "#5a6b7a",
  text: "#1c2733",
  quiet: "#66727d",
  faint: "#8e99a3",
  seaText: "#6b8799",
  context: "#867e6f",
  empty: "#d3d9de",
};
