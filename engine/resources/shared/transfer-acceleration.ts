/** Regions of the format where S3 has no transfer acceleration. */
const withoutAcceleration: ReadonlySet<string> = new Set([
	"ap-east-1",
	"ap-northeast-3",
	"af-south-1",
	"eu-north-1",
	"me-south-1",
	"eu-south-1",
]);

/**
 * True where a bucket can have transfer acceleration. The list is the format's: a bucket that gains or loses the
 * setting is an update of every stack in the region.
 */
export function hasTransferAcceleration(region: string): boolean {
	return !withoutAcceleration.has(region);
}
