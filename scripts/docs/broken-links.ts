import { posix } from "node:path";

/** What a Markdown file names that is not there: the line (from 1) and the target as written. */
export type BrokenLink = Readonly<{ line: number; target: string }>;

/** The project as links see it. Paths count from the project's root. */
export type Project = Readonly<{
  exists: (path: string) => boolean;
  /** Markdown text of a file. */
  read: (path: string) => string;
}>;

const LINK = /\]\(([^()\s]+)\)/g;
// A path in backticks that begins with one of our folders, and stands for itself.
const NAMED_PATH = /`((?:app|demo|docs|lib|scripts|tests)\/[\w./[\]-]+)`/g;

/** Relative links, their anchors, and quoted paths of a Markdown file that lead nowhere. */
export function brokenLinks(path: string, project: Project): readonly BrokenLink[] {
  return withoutFences(project.read(path)).flatMap((text, index) => {
    const links = [...text.matchAll(LINK)].flatMap(([, target = ""]) => target);
    const named = [...text.matchAll(NAMED_PATH)].flatMap(([, target = ""]) => target);
    return [
      ...links.filter((target) => !leadsSomewhere(path, target, project)),
      ...named.filter((target) => !project.exists(target)),
    ].map((target) => ({ line: index + 1, target }));
  });
}

function leadsSomewhere(from: string, link: string, project: Project): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : posix.join(posix.dirname(from), file);
  if (!project.exists(target)) return false;
  return anchor === undefined || anchorsOf(project.read(target)).includes(anchor);
}

/** Anchors of the headings, as code hosts make them. */
function anchorsOf(markdown: string): string[] {
  return withoutFences(markdown)
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
}

// Lines in a fence become empty, so that the others keep their numbers.
function withoutFences(markdown: string): string[] {
  let isInside = false;
  return markdown.split("\n").map((line) => {
    const isFence = line.startsWith("```");
    if (isFence) isInside = !isInside;
    return isFence || isInside ? "" : line;
  });
}
