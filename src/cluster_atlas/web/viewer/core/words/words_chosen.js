// Words of the bar that says what is chosen, and of what is shared from there.

export const WORDS_CHOSEN = {
  chosen: ["已选筛选", "Filters chosen"],
  chosenNone: ["未加筛选", "No filter"],
  chosenAnswer: ["显示搜索结果", "Showing the answer of the search"],
  chosenRemove: ["移去筛选：{name}", "Remove the filter {name}"],
  chosenYear: ["时点 {year}", "as of {year}"],
  legalUsual: ["不选时显示{names}", "By default: {names}"],
  sharePicture: ["存为图片", "Save picture"],
};
