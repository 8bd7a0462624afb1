import {
	fromHttp,
	fromIni,
	fromInstanceMetadata,
	fromSSO,
	fromTokenFile,
} from "@aws-sdk/credential-providers";

/**
 * The SDK's credential providers that are in use. Named here, and this file loaded lazily: a dynamic import of
 * the whole package would bundle all of it, with the client of a service that nobody signs in with.
 */
export const credentialProviders = Object.freeze({
	fromHttp,
	fromIni,
	fromInstanceMetadata,
	fromSSO,
	fromTokenFile,
});
