/** Intended differences between the rooms' schemas and the format: the line that the comparison gives, and why. */
export const deviations: readonly { readonly line: RegExp; readonly reason: string }[] = [];

/** Properties that no config of ours can use, and why. */
export const unusable: Readonly<Record<string, string>> = {
	"Config.cloudformationResources.Condition": "a config has no conditions that it could name",
	"AbortIncompleteMultipartUploadProps.tags": "S3 refuses tags in such a rule; using them is a problem",
	"PyLanguageSpecificConfig.runAppAs": "for containers only; using it for a function is a problem",
};
