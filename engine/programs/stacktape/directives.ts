import { directive } from "./values.ts";

// One function for each directive of the format: it gives the text that the config would hold.
export const $Stage = directive("Stage");
export const $Region = directive("Region");
export const $Profile = directive("Profile");
export const $AwsAccountId = directive("AwsAccountId");
export const $CliArgs = directive("CliArgs");
export const $Var = directive("Var");
export const $This = directive("This");
export const $File = directive("File");
export const $FileRaw = directive("FileRaw");
export const $Format = directive("Format");
export const $GitInfo = directive("GitInfo");
export const $StackOutput = directive("StackOutput");
export const $ResourceParam = directive("ResourceParam");
export const $CfResourceParam = directive("CfResourceParam");
export const $CfFormat = directive("CfFormat");
export const $CfStackOutput = directive("CfStackOutput");
export const $Secret = directive("Secret");
export const $SsmParam = directive("SsmParam");
