import type { Path } from "./place.ts";
import type { Token, YamlLines } from "./yaml-line.ts";

/** True when `candidate` can hold `token`: it stands further left, or it is the key of a list at its own column. */
function holds(candidate: Token, token: Token): boolean {
	if (candidate.column < token.column) return true;
	return candidate.kind === "key" && token.kind === "dash" && candidate.column === token.column;
}

/** The key or dash that `token` is in, or a text that it cannot be in; `undefined` at the top. */
export function parentOf(lines: YamlLines, token: Token): Token | undefined {
	for (let number = token.line; number >= 0; number--) {
		const tokens = lines.tokens(number);
		for (let index = tokens.length - 1; index >= 0; index--) {
			const candidate = tokens[index];
			if (!candidate || (number === token.line && candidate.column >= token.column)) continue;
			if (holds(candidate, token)) return candidate;
		}
	}
	return undefined;
}

/** What `token` is in, from the inside outwards. */
export function ancestorsOf(lines: YamlLines, token: Token): readonly Token[] {
	const found: Token[] = [];
	for (let parent = parentOf(lines, token); parent; parent = parentOf(lines, parent)) found.push(parent);
	return found;
}

/** How many items the list of `dash` has above it; `parent` is what the list is in. */
function indexOf(lines: YamlLines, dash: Token, parent: Token | undefined): number {
	let index = 0;
	for (let number = parent?.line ?? 0; number < dash.line; number++) {
		if (lines.tokens(number).some((other) => other.kind === "dash" && other.column === dash.column)) index++;
	}
	return index;
}

/** The path that `ancestors` make, which are ordered from the inside outwards. */
export function pathOf(lines: YamlLines, ancestors: readonly Token[]): Path {
	return ancestors
		.map((token, index) => (token.kind === "dash" ? indexOf(lines, token, ancestors[index + 1]) : token.key))
		.toReversed();
}

/** True when the line at `number` belongs to no part of a map or list whose keys or dashes stand at `column`. */
function endsAt(lines: YamlLines, number: number, column: number): boolean {
	const first = lines.tokens(number)[0];
	return first !== undefined && first.column < column;
}

/**
 * The tokens beside `token`: other keys of its map, or other dashes of its list. `parent` is what they are in.
 * A token that is only a cursor has siblings too.
 */
export function siblingsOf(lines: YamlLines, token: Token, parent: Token | undefined): readonly Token[] {
	const kind = token.kind === "dash" ? "dash" : "key";
	const pick = (number: number) =>
		lines
			.tokens(number)
			.filter(
				(other) =>
					other.column === token.column &&
					other.kind === kind &&
					(number !== parent?.line || other.column > parent.column),
			);
	const found: Token[] = [];
	for (let number = token.line; number >= (parent?.line ?? 0); number--) found.unshift(...pick(number));
	if (parent?.kind === "dash" && parent.line === token.line)
		found.splice(0, found.length, ...pick(token.line));
	for (let number = token.line + 1; number < lines.count && !endsAt(lines, number, token.column); number++) {
		found.push(...pick(number));
	}
	return found;
}

/** The text that a dash holds, when it holds nothing but a text. */
export function itemText(lines: YamlLines, dash: Token): string | undefined {
	const next = lines.tokens(dash.line).find((token) => token.column > dash.column);
	return next?.kind === "text" ? next.value.replace(/^(["'])(.*)\1$/, "$2") : undefined;
}

/** Number of the line behind the value of `token`, which may go on over the lines below it. */
function endOf(lines: YamlLines, token: Token): number {
	let number = token.line + 1;
	for (; number < lines.count; number++) {
		const first = lines.tokens(number)[0];
		if (first && !holds(token, first)) break;
	}
	return number;
}

/** True when the value of a key stands on the lines below it. */
export function goesOnBelow(lines: YamlLines, key: Token): boolean {
	for (let number = key.line + 1; number < lines.count; number++) {
		const first = lines.tokens(number)[0];
		if (first) return holds(key, first);
	}
	return false;
}

function lastAbove(lines: YamlLines, line: number): Token | undefined {
	for (let number = line - 1; number >= 0; number--) {
		const last = lines.tokens(number).at(-1);
		if (last) return last;
	}
	return undefined;
}

/** The first token of each line below `cursor` that does not stand further left. */
function* firstsBelow(lines: YamlLines, cursor: Token): Iterable<Token> {
	for (
		let number = cursor.line + 1;
		number < lines.count && !endsAt(lines, number, cursor.column);
		number++
	) {
		const [first] = lines.tokens(number);
		if (first) yield first;
	}
}

/**
 * True when the lines below an empty one, which stand further right than the cursor, lack the key that they belong
 * to: it would stand at the cursor. They may as well be the value of the key above.
 */
export function isOrphaned(lines: YamlLines, cursor: Token): boolean {
	const above = lastAbove(lines, cursor.line);
	const [next, ...others] = firstsBelow(lines, cursor);
	if (!next || next.kind === "text") return false;
	if (!above) return true;
	if (above.kind === "dash") return false;
	const isOpen = above.kind === "key" && (above.value === "" || /^[&!|>]\S*$/.test(above.value));
	if (!isOpen) return above.kind === "key" && above.column === cursor.column;
	return above.column < cursor.column && others.some(({ column }) => column === cursor.column);
}

/** The first thing inside of `parent` (or of the whole config) that is neither `own` nor a part of its value. */
export function firstInside(
	lines: YamlLines,
	parent: Token | undefined,
	own: Token,
	ownsBelow: boolean,
): Token | undefined {
	const from = parent?.line ?? 0;
	const isOwn = (token: Token) => token.line === own.line && token.column === own.column;
	// Below an empty line there is mostly nothing of its own.
	const behindOwn = own.kind === "key" || own.value !== "" || ownsBelow ? endOf(lines, own) : own.line;
	for (let number = from; number < lines.count; number++) {
		if (number > own.line && number < behindOwn) continue;
		const tokens = lines.tokens(number).filter((token) => !isOwn(token));
		if (parent && number > from && tokens[0] && !holds(parent, tokens[0])) return undefined;
		const inside = tokens.find((token) => !parent || number > from || token.column > parent.column);
		if (inside) return inside;
	}
	return undefined;
}
