/** Intended differences between the rooms' schemas and the format: the line that the comparison gives, and why. */
export const deviations: readonly { readonly line: RegExp; readonly reason: string }[] = [
	{
		line: /^state-machine\.definition: property QueryLanguage is not in the format$/,
		reason: "JSONata came to Step Functions after the format was written",
	},
	{
		line: /^user-auth-pool\.schema\[\]\.attributeDataType: values are \["Boolean","DateTime","Number","String"\]/,
		reason: "Cognito takes these four",
	},
	{
		line: /^web-app-firewall: the format lets properties be left out$/,
		reason: "scope is needed, and stands there",
	},
	{
		line: /^aws-cdk-construct: the format lets properties be left out$/,
		reason: "entryfilePath is needed, and stands there",
	},
];

/** Properties that no config of ours can use, and why. */
export const unusable: Readonly<Record<string, string>> = {
	"Config.cloudformationResources.Condition": "a config has no conditions that it could name",
	"AbortIncompleteMultipartUploadProps.tags": "S3 refuses tags in such a rule; using them is a problem",
	"PyLanguageSpecificConfig.runAppAs": "for containers only; using it for a function is a problem",
};
