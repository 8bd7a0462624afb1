import type { Problem } from "../../engine/report/problem.ts";
import { assertProblems } from "./marked.ts";

/**
 * A program without the marks of its problems, which are comments (`//   ^^^ code: message`), and what compares them
 * with problems. The marks are those of `marked.ts`, with two slashes in the place of a hash.
 */
export function stripMarks(marked: string): {
	readonly text: string;
	readonly check: (problems: readonly Problem[]) => void;
} {
	const isMark = (line: string) => /^\/\/<?\s*\^+ /.test(line);
	const text = marked
		.split("\n")
		.filter((line) => !isMark(line))
		.join("\n");
	return {
		text,
		check: (problems) => {
			// Problems lie in the text without marks; the comparison counts lines in the one with them.
			const hashed = marked
				.split("\n")
				.map((line) => (isMark(line) ? line.replace("//", line.startsWith("//<") ? "#" : "# ") : line))
				.join("\n");
			assertProblems(hashed, moved(problems, text, hashed));
		},
	};
}

/** Problems with their spans in the text that has the marks. */
function moved(problems: readonly Problem[], text: string, marked: string): readonly Problem[] {
	const move = (offset: number): number => {
		const before = text.slice(0, offset).split("\n");
		const line = before.length - 1;
		const lines = marked.split("\n");
		let at = 0;
		let seen = 0;
		for (const one of lines) {
			const isMark = /^\s*#<?\s*\^+ /.test(one);
			if (!isMark && seen++ === line) return at + (before.at(-1)?.length ?? 0);
			at += one.length + 1;
		}
		return at;
	};
	return problems.map((problem) => ({
		...problem,
		span: { start: move(problem.span.start), end: move(problem.span.end) },
	}));
}
