// Every word of the tour, Chinese and English; apart from those of the viewer, which the exported file carries.

/** @type {Record<"tour" | "next" | "skip" | "done", [zh: string, en: string]>} */
export const TOUR_WORDS = {
  tour: ["导览", "Tour"],
  next: ["下一步", "Next"],
  skip: ["跳过", "Skip"],
  done: ["完成", "Done"],
};

// One a step; on a phone the second, where there is one.
/** @type {{ wide: [zh: string, en: string], phone?: [zh: string, en: string] }[]} */
export const TOUR_SENTENCES = [
  {
    wide: [
      "输入产品、地点或条款，立刻给出答案和依据。",
      "Type a product, place or clause: the answer comes with its clauses.",
    ],
  },
  {
    wide: [
      "左侧筛选栏里选了什么，都列在这里，点 × 移去。",
      "What you choose in the filters at the left stands here; × removes it.",
    ],
    phone: [
      "点左上角 » 筛选；选了什么都列在这里，点 × 移去。",
      "Filters open by » at the top left; what you choose stands here, × removes it.",
    ],
  },
  {
    wide: [
      "点地图上的城市，右侧打开它的卡片，每条定位都注明文件和条款。",
      "Choose a city on the map: its card opens here, each statement with document and clause.",
    ],
    phone: [
      "点地图上的城市，下方打开它的卡片，每条定位都注明文件和条款。",
      "Tap a city: its card opens below the map, each statement with document and clause.",
    ],
  },
  {
    wide: [
      "“对比”看几个城市各担什么角色，“演变”看两版规划改了什么。",
      "Compare sets the roles of cities side by side; Evolve shows what two editions changed.",
    ],
  },
  {
    wide: [
      "带走：复制链接、存为图片、打印一页（Ctrl+P），或编成“简报”。",
      "Take it along: copy the link, save the picture, print a page (Ctrl+P) or make a briefing.",
    ],
    phone: [
      "带走：复制链接、存为图片，或编成“简报”。",
      "Take it along: copy the link, save the picture or make a briefing.",
    ],
  },
];
