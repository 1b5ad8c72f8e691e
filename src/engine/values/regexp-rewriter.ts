/**
 * Rewrites a regular expression with flag u, perhaps i, as one without both that matches the same: V8's engine that
 * needs linear time knows neither (linear-regexp.ts). The pattern has been accepted by V8, so that its grammar is not
 * checked here; what the engine cannot do is refused.
 */
import { ANY_CHARACTER, allBut, setOf, writeCharacter } from './character-sets.ts';
import { ATOM, QUANTIFIER, repetitionOf, Unsupported } from './regexp-tokens.ts';

export interface RewriteFlags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

interface Piece {
  readonly source: string;
  /** How often the engine would copy what is in it. */
  readonly copies: number;
  readonly hasGroups: boolean;
}

/** The engine takes 16 copies of a part; more of them are written out here. */
const MOST_COPIES = 15;
const LONGEST_SOURCE = 100_000;

/** A class that means the same without flag u: characters of 16 bits, and escapes that both know. */
const SIMPLE_CLASS = /^\[\^?(?:[^\\\ud800-\udfff]|\\[dws\\\]^$.*+?(){}|/tnrfv[-])*\]$/;

/** What it became, and how many groups it keeps. */
export function rewriteRegExp(pattern: string, flags: RewriteFlags): { source: string; groupCount: number } {
  const rewriter = new Rewriter(pattern, flags);
  const { source } = rewriter.alternatives();
  return { source, groupCount: rewriter.groupCount };
}

class Rewriter {
  groupCount = 0;
  private at = 0;
  private readonly pattern: string;
  private readonly flags: RewriteFlags;

  constructor(pattern: string, flags: RewriteFlags) {
    this.pattern = pattern;
    this.flags = flags;
  }

  /** Up to the end of a group, or of all. */
  alternatives(): Piece {
    const pieces: Piece[] = [];
    while (this.at < this.pattern.length && this.pattern[this.at] !== ')') {
      const piece = this.repeated(this.atom());
      pieces.push(piece);
    }
    const source = pieces.map((piece) => piece.source).join('');
    if (source.length > LONGEST_SOURCE) throw new Unsupported('it is too long, or repeats too much');
    return {
      source,
      copies: Math.max(1, ...pieces.map(({ copies }) => copies)),
      hasGroups: pieces.some(({ hasGroups }) => hasGroups),
    };
  }

  private take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const match = expression.exec(this.pattern);
    if (match) this.at += match[0].length;
    return match;
  }

  private atom(): Piece {
    const [token] = this.take(ATOM) as RegExpExecArray;
    if (token.startsWith('(')) return this.group(token);
    if (token.startsWith('[')) return simple(this.classOf(token));
    if (token.startsWith('\\')) return simple(this.escape(token));
    if (token === '.') return simple(this.flags.dotAll ? ANY_CHARACTER : allBut('\\n\\r\\u2028\\u2029'));
    return simple('^$|'.includes(token) ? token : this.character(token));
  }

  private group(opening: string): Piece {
    const isPlain = opening === '(?:';
    if (opening.startsWith('(?') && !isPlain && !opening.endsWith('>')) throw new Unsupported(UNKNOWN_GROUP(opening));
    if (!isPlain) this.groupCount++;
    const inside = this.alternatives();
    this.at++;
    return {
      source: `${isPlain ? '(?:' : '('}${inside.source})`,
      copies: inside.copies,
      hasGroups: inside.hasGroups || !isPlain,
    };
  }

  private repeated(piece: Piece): Piece {
    const match = this.take(QUANTIFIER);
    if (!match) return piece;
    const [, sign, , , , lazy] = match;
    if (sign !== undefined) return { ...piece, source: `${piece.source}${sign}${lazy}` };
    const { least, most } = repetitionOf(match);
    return repeat(piece, least, most, lazy as string);
  }

  private classOf(token: string): string {
    if (this.flags.ignoreCase || !SIMPLE_CLASS.test(token)) return setOf(token, this.flags.ignoreCase);
    return token.startsWith('[^') ? allBut(token.slice(2, -1)) : token;
  }

  private escape(token: string): string {
    if (/^\\(?:[1-9]|k<)/.test(token)) throw new Unsupported('it refers back to a group');
    if (/^\\[bBtnrfv]$/.test(token)) return token;
    if (/^\\[dws]$/.test(token) && !this.flags.ignoreCase) return token;
    if (/^\\[DWS]$/.test(token) && !this.flags.ignoreCase) return allBut(token.toLowerCase());
    if (/^\\[^\w]$/u.test(token)) return this.character(token.slice(1));
    return setOf(token, this.flags.ignoreCase);
  }

  private character(character: string): string {
    const hasCases = /[a-z]/i.test(character) || character > '\x7f';
    return hasCases && this.flags.ignoreCase ? setOf(character, true) : writeCharacter(character);
  }
}

const UNKNOWN_GROUP = (opening: string): string =>
  /^\(\?<?[=!]/.test(opening) ? 'it looks ahead or behind' : 'it changes its flags';

function simple(source: string): Piece {
  return { source, copies: 1, hasGroups: false };
}

/** Written out where the engine would refuse to copy so often: three to five a are aaa(?:a(?:a)?)?. */
function repeat(piece: Piece, from: number, to: number, lazy: string): Piece {
  const copies = piece.copies * Math.max(from, to === Infinity ? from + 1 : to);
  if (copies <= MOST_COPIES) {
    const most = to === Infinity ? '' : to;
    return { ...piece, source: `${piece.source}{${from},${most}}${lazy}`, copies: Math.max(1, copies) };
  }
  if (piece.hasGroups) throw new Unsupported('it repeats a group that is kept too often; (?:...) is not kept');
  const count = to === Infinity ? from + 1 : to;
  if (count * piece.source.length > LONGEST_SOURCE) throw new Unsupported('it is too long, or repeats too much');
  const optional = count - from;
  const rest =
    to === Infinity ? `${piece.source}*${lazy}` : `(?:${piece.source}`.repeat(optional) + `)?${lazy}`.repeat(optional);
  return { ...piece, source: `(?:${piece.source.repeat(from)}${rest})` };
}
