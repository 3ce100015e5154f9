// Leaflet with tiled base maps, which the app may have and a file without a network has not.
export * from "./leaflet.js";
export { tileLayer } from "leaflet/src/layer/tile/TileLayer.js";
