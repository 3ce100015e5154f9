/** Kind and id of what can be asked for. */
type Subject = [kind: string, id: string];

interface Term {
  key: string;
  written: string;
  subject: Subject;
  weight: number;
  words: string[];
  spelled: string;
  initials: string;
}

/** A text as it is compared with terms. */
interface AskedText {
  key: string;
  words: string[];
  spelled: string;
  pairs: Set<string>;
}

interface Hit {
  subject: Subject;
  /** The word by which it was found, as the atlas writes it. */
  term: string;
  /** 0 to 100, absolute. */
  score: number;
  rank: number;
}

interface NamedPlaces {
  places: PlaceIndex[];
  regions: PlaceIndex[];
}

type Names = [name: string, subject: Subject][];

/** All words of an atlas; what is made of them when it is first asked for. */
interface Vocabulary {
  subjects: Term[];
  places: Term[];
  names?: { areas: Names; words: Names; names: Names; keys: Set<string> };
  /** How many designations speak of each subject. */
  said?: Map<string, number>;
}

/** What a text is made of. */
interface Parts {
  within: PlaceIndex[];
  codes: Subject[];
  changes: boolean;
  rest: string;
  /** Between which it asks for changes, the earlier first. */
  years: string[];
}

interface Reply {
  text: string;
  /** Kind of the first hit, or "outside". */
  kind: string;
  hits: Hit[];
  /** Places that the text names beside a subject. */
  within: PlaceIndex[];
  /** Id of the sector that a text outside belongs to, or empty. */
  sector: string;
  /** The subject whose designations answer. */
  basis: Subject | null;
  facts: FactIndex[];
  named: NamedPlaces;
  /** Roles, statuses and legal states that the text names. */
  codes: Subject[];
  /** Places that plans do not name for the subject. */
  absent: PlaceIndex[];
  /** Does the text ask for what changed? */
  changes: boolean;
  /** Between which it does, the earlier first. */
  years: string[];
  /** What changed between them of what names the places. */
  changed: Change[];
  /** Has any plan two editions to compare between them? */
  comparable: boolean;
  /** Clusters and industries for which plans name each of several places. */
  shared: Subject[];
}

/** A strategic cluster of the province, or a sector beyond them. */
interface Sector extends Named {
  id: string;
  en: string;
  group: string;
  atlas: ClusterIndex[];
  near: ClusterIndex[];
  words: string;
}

type Share = [least: number, more: number];

/** The numbers of search.py, fit.py and vocabulary.py. */
interface SearchRules {
  weights: Record<"name" | "synonym" | "place" | "product" | "title" | "plan", number>;
  clusterPart: number;
  clusterEnd: number;
  clusterBeginning: number;
  head: Share;
  elsewhere: Share;
  begun: Share;
  inside: Share;
  skipped: Share;
  pairs: number;
  soundsAlike: number;
  oneOff: number;
  stripped: number;
  spelled: number;
  initials: number;
  initialsBegun: Share;
  wordBegun: number;
  wordLonger: number;
  wordMistyped: number;
  noHead: number;
  /** Words beside names, by what they ask for. */
  asides: Record<string, string[]>;
  generic: string[];
  /** Parts of zones' names and what people say for them. */
  shorter: [string, string][];
  province: string;
  shortestRest: number;
  shortestSpelled: number;
  shortestMistyped: number;
  shortestInitials: number;
  covered: number;
  worthNaming: number;
  mostHits: number;
}

interface ReplyLimits {
  titles: number;
  named: number;
  regions: number;
  clauses: number;
  nearest: number;
  firm: number;
}

interface SearchCallbacks extends Omit<ViewCallbacks, "open"> {
  open(id: string | null): void;
  /** Takes the reader to places, or home where there are none. */
  look(places: PlaceIndex[]): void;
  /** The map shows another selection for the moment; null ends it. */
  glance(sel: FactSelection | null): void;
  print(): void;
}
