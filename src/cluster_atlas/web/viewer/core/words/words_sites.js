// Words of the free premises and land on the find view, Chinese and English; i18n.js takes them in.

export const WORDS_SITES = {
  sitHead: ["可用载体与地块", "Free premises and land"],
  sitArea: ["面积不小于（平方米）", "Area from (m²)"],
  sitPower: ["供电不小于（千伏安）", "Power from (kVA)"],
  sitPrice: ["价格不高于", "Price up to"],
  sitBy: ["最迟可用", "Free by"],
  sitNamed: ["规划点名{place}（{clause}）", "the plans name {place} ({clause})"],
  sitRegion: ["随{place}（{clause}）", "through {place} ({clause})"],
  sitWeak: ["与{place}的定位仅弱相关", "only a weak match with {place}"],
  sitNone: ["规划未点名此地", "the plans do not name its place"],
  sitFits: ["意向产业相符", "wanted for this industry"],
  sitOpen: ["未注明意向产业", "wanted industry not told"],
  sitOther: ["意向为其他产业", "wanted for another industry"],
  sitUntold: ["未注明：{what}", "not told: {what}"],
  sitAll: ["全部 {n} 处", "All {n}"],
  sitShort: ["另有 {n} 处不合需求", "{n} more site[s] without what is needed"],
};
