/** Characters that a path pattern may have; `*` stands for all others, which browsers send encoded. */
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
const notInPattern = /[^A-Za-z0-9_.$/~"'@:+-]+/g;

const safe = (path: string) => path.replaceAll(notInPattern, "*");

const isPage = (path: string) => path.endsWith(".html");

/** Patterns for what a folder has beside its pages: one for each kind of file. */
function besidePages(folder: string, paths: readonly string[]): readonly string[] {
	const others = paths.filter((path) => !isPage(path));
	return others.map((path) => {
		const ending = /\.[^./]+$/.exec(path)?.[0];
		return ending === undefined ? safe(path) : `${safe(folder)}/*${safe(ending)}`;
	});
}

/**
 * The path patterns of a website's own files: one for each folder and each file at the top. `pagesElsewhere`: pages
 * come from the server, beside those that it renders, so that no pattern may lead a path without an ending to the bucket.
 */
export function pathsOfFiles(
	paths: readonly string[],
	options: { readonly pagesElsewhere: boolean },
): readonly string[] {
	const { pagesElsewhere } = options;
	const byTop = new Map<string, string[]>();
	for (const path of paths) {
		const [top = ""] = path.split("/", 1);
		byTop.set(top, [...(byTop.get(top) ?? []), path]);
	}
	const patterns = [...byTop].flatMap(([top, inside]) => {
		const isFile = inside.length === 1 && inside[0] === top;
		if (isFile) return pagesElsewhere && isPage(top) ? [] : [safe(top)];
		return pagesElsewhere && inside.some(isPage) ? besidePages(top, inside) : [`${safe(top)}/*`];
	});
	return [...new Set(patterns)].toSorted();
}
