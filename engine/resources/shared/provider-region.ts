/**
 * The region of a provider that is nearest to `region`: the same one, else the first of `offered` with the same
 * continent and direction, else with the same continent, else the first.
 */
export function nearestRegion(region: string, offered: readonly [string, ...string[]]): string {
	const beginsAlike = (parts: number) => {
		const wanted = region.split("-").slice(0, parts).join("-");
		return offered.find((other) => other.split("-").slice(0, parts).join("-") === wanted);
	};
	return beginsAlike(Number.POSITIVE_INFINITY) ?? beginsAlike(2) ?? beginsAlike(1) ?? offered[0];
}
