/** Colours of a terminal; plain text where there is none. */
export type Style = {
	readonly bold: Paint;
	readonly dim: Paint;
	readonly red: Paint;
	readonly green: Paint;
	readonly yellow: Paint;
	readonly cyan: Paint;
};
type Paint = (text: string) => string;

const paint =
	(open: number, close: number): Paint =>
	(text) =>
		`\u001b[${open}m${text}\u001b[${close}m`;
const plain: Paint = (text) => text;

/** No colours: for what may become a file. */
export const plainStyle: Style = {
	bold: plain,
	dim: plain,
	red: plain,
	green: plain,
	yellow: plain,
	cyan: plain,
};

/** https://no-color.org: any value that is not empty switches colours off. */
export function styleFor(
	isTerminal: boolean,
	environment: Readonly<Record<string, string | undefined>>,
): Style {
	if (!isTerminal || environment["NO_COLOR"] || environment["TERM"] === "dumb") {
		return plainStyle;
	}
	return {
		bold: paint(1, 22),
		dim: paint(2, 22),
		red: paint(31, 39),
		green: paint(32, 39),
		yellow: paint(33, 39),
		cyan: paint(36, 39),
	};
}
