/** What a file holds apart from its comments. */
export interface SourceText {
  /** Comments blanked. Line breaks stay. */
  readonly withoutComments: string;
  /** Comments and the contents of strings, templates and regular expressions blanked. */
  readonly codeOnly: string;
}

const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|delete))$/;

/**
 * Takes a TypeScript file apart far enough to look for words in it: this tells code, comments,
 * strings, templates (with code inside) and regular expressions from each other, nothing more.
 */
export function readSource(text: string): SourceText {
  let withoutComments = "";
  let codeOnly = "";
  let at = 0;
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  const code = (length: number): void => {
    withoutComments += text.slice(at, at + length);
    codeOnly += text.slice(at, at + length);
    at += length;
  };
  const blank = (end: number, isComment: boolean): void => {
    const part = text.slice(at, end);
    const blanks = part.replaceAll(/[^\n]/g, " ");
    withoutComments += isComment ? blanks : part;
    codeOnly += blanks;
    at = end;
  };
  const template = (): void => {
    let end = at + 1;
    while (end < text.length && text[end] !== "`" && !text.startsWith("${", end)) {
      end += text[end] === "\\" ? 2 : 1;
    }
    if (text.startsWith("${", end)) {
      blank(end + 2, false);
      templates.push(depth);
    } else blank(Math.min(end + 1, text.length), false);
  };
  while (at < text.length) {
    const char = text[at];
    if (text.startsWith("//", at)) blank(endOfLine(text, at), true);
    else if (text.startsWith("/*", at)) blank(endOf(text, "*/", at), true);
    else if (char === '"' || char === "'") blank(endOfQuoted(text, at), false);
    else if (char === "`") template();
    else if (char === "}" && templates.at(-1) === depth) {
      templates.pop();
      template();
    } else if (char === "/" && BEFORE_REGEX.test(codeOnly.trimEnd().slice(-10))) {
      blank(endOfRegex(text, at), false);
    } else {
      if (char === "{") depth++;
      if (char === "}") depth--;
      code(1);
    }
  }
  return { withoutComments, codeOnly };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function endOf(text: string, close: string, from: number): number {
  const end = text.indexOf(close, from + close.length);
  return end < 0 ? text.length : end + close.length;
}

function endOfQuoted(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && text[end] !== text[from] && text[end] !== "\n") {
    end += text[end] === "\\" ? 2 : 1;
  }
  return Math.min(end + 1, text.length);
}

function endOfRegex(text: string, from: number): number {
  let end = from + 1;
  let inClass = false;
  while (end < text.length && text[end] !== "\n" && (inClass || text[end] !== "/")) {
    if (text[end] === "[") inClass = true;
    if (text[end] === "]") inClass = false;
    end += text[end] === "\\" ? 2 : 1;
  }
  return Math.min(end + 1, text.length);
}
