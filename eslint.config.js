// What the viewer's modules and the folium page's script must keep to; types are checked by tsc.
import js from "@eslint/js";
import globals from "globals";

const VIEWER = "src/cluster_atlas/web/viewer";
// From the bottom up: a folder imports from itself and from those before it. A test holds the rest,
// that no imports go in a circle.
const LAYERS = ["core", "questions", "search", "map", "views", "story", "app"];

const rules = {
  "array-callback-return": "error",
  "consistent-return": "error",
  "default-case-last": "error",
  eqeqeq: ["error", "always", { null: "ignore" }],
  "max-len": ["error", { code: 120, ignorePattern: "^import " }],
  "no-constructor-return": "error",
  "no-duplicate-imports": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-extend-native": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-promise-executor-return": "off",
  "no-restricted-syntax": [
    "error",
    // Data only ever becomes text nodes.
    {
      selector: "AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$|^srcdoc$/]",
      message: "Text from data must not become HTML: make elements with h().",
    },
    {
      selector: "CallExpression[callee.property.name=/^(insertAdjacentHTML|write|writeln|createContextualFragment)$/]",
      message: "Text from data must not become HTML: make elements with h().",
    },
    {
      selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value=/^(on|style$|srcdoc$)/]",
      message: "A page's policy forbids code and style in attributes: use addEventListener() and .style.",
    },
  ],
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-template-curly-in-string": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "all" }],
  "no-useless-computed-key": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "prefer-object-spread": "error",
  "prefer-rest-params": "error",
  "prefer-template": "off",
  "require-await": "error",
  yoda: "error",
};

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { ignores: [".venv/", "build/", "src/cluster_atlas/web/dist/"] },
  { files: ["bench/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["scripts/**/*.mjs"], languageOptions: { globals: globals.node } },
  {
    files: [`${VIEWER}/**/*.js`],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "module",
      globals: { ...globals.browser, withOwnRows: "readonly" },
    },
    rules,
  },
  {
    files: ["app", "first_map", "tour/tour"].map((name) => `${VIEWER}/app/${name}.js`),
    languageOptions: { globals: { frameStyle: "readonly", questionStyle: "readonly", tourStyle: "readonly" } },
  },
  ...LAYERS.map((layer, k) => ({
    files: [`${VIEWER}/${layer}/**/*.js`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: LAYERS.slice(k + 1).map((above) => ({
            group: [`**/${above}/**`],
            message: `${layer}/ lies below ${above}/: imports run downward only.`,
          })),
        },
      ],
    },
  })),
  {
    files: ["src/cluster_atlas/mapping/folium_renderer.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "script",
      globals: { ...globals.browser, L: "writable" },
    },
    rules: { ...rules, "no-unused-vars": ["error", { varsIgnorePattern: "^clusterAtlas$" }] },
  },
];
