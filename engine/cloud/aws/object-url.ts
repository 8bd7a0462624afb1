/** A key as it stands in a URL: every segment escaped, the slashes kept. */
export function encodedKey(key: string): string {
	return key
		.split("/")
		.map((segment) =>
			encodeURIComponent(segment).replace(
				/[!'()*]/g,
				(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
			),
		)
		.join("/");
}

/**
 * The address under which CloudFormation reads an object: the regional virtual-host form, whose domain differs
 * in the partitions of the US government and of China. An endpoint that stands in for AWS gets the path form,
 * since names of buckets do not resolve below it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function objectUrl(
	{ region, endpoint }: { readonly region: string; readonly endpoint: string | undefined },
	bucket: string,
	key: string,
): string {
	if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, "")}/${bucket}/${encodedKey(key)}`;
	if (region.startsWith("us-gov-")) return `https://${bucket}.s3-${region}.amazonaws.com/${encodedKey(key)}`;
	const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
	return `https://${bucket}.s3.${region}.${domain}/${encodedKey(key)}`;
}
