import { logicalId } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import { stackName, type Target } from "../../../names/target.ts";
import { getAtt } from "../../../template/intrinsics.ts";
import type { Child } from "../../kind.ts";

const FUNCTION = "AWS::CloudFront::Function";

/*
 * What buckets need of a CDN is done by CloudFront's own small functions: they run in every location within a
 * millisecond, and are part of the stack. They cannot look into the bucket, so that `/about` is always asked for as
 * `/about/index.html`; where files are named `about.html`, the upload of a directory puts them there too.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */

/** Something that a CDN does to requests or responses by a function that Spool brings along. */
export type EdgeCode = "clean-urls" | "single-page-app" | "stored-headers";

const cleanUrls = `function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri !== '/' && uri.endsWith('/')) uri = uri.slice(0, -1);
  var last = uri.slice(uri.lastIndexOf('/') + 1);
  var reads = request.method === 'GET' || request.method === 'HEAD';
  if (uri !== '/' && !last.includes('.') && reads) uri += '/index.html';
  request.uri = uri;
  return request;
}
`;

const singlePageApp = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (request.uri !== '/' && !last.includes('.')) request.uri = '/index.html';
  return request;
}
`;

const storedHeaders = `function handler(event) {
  var response = event.response;
  Object.keys(response.headers).forEach(function (name) {
    if (!name.startsWith('x-amz-meta-')) return;
    response.headers[name.slice('x-amz-meta-'.length)] = response.headers[name];
    delete response.headers[name];
  });
  return response;
}
`;

const codes: Readonly<
	Record<EdgeCode, { readonly specifier: string; readonly text: string; readonly does: string }>
> = {
	"clean-urls": {
		specifier: "CdnCleanUrls",
		text: cleanUrls,
		does: "Finds the page of a path without an extension",
	},
	"single-page-app": {
		specifier: "CdnSinglePageApp",
		text: singlePageApp,
		does: "Serves one page for all paths without an extension",
	},
	"stored-headers": {
		specifier: "CdnStoredHeaders",
		text: storedHeaders,
		does: "Sends headers that are stored with an object under their own names",
	},
};

const idOf = (code: EdgeCode) =>
	logicalId({ owner: undefined, specifier: codes[code].specifier, type: FUNCTION });

/** ARN of a function that Spool brings along. */
export const edgeCodeArn = (code: EdgeCode) => getAtt(idOf(code), "FunctionARN");

/** A function that Spool brings along; all distributions of the stack share it. */
export function edgeCodeChild(code: EdgeCode, target: Target): Child {
	const { specifier, text, does } = codes[code];
	// Functions of CloudFront have one name in all regions of an account.
	const name = physicalName([stackName(target), specifier, target.region], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateFunction.html",
	});
	return {
		id: idOf(code),
		shared: true,
		name,
		resource: {
			Type: FUNCTION,
			Properties: {
				Name: name.text,
				AutoPublish: true,
				FunctionCode: text,
				FunctionConfig: { Comment: does, Runtime: "cloudfront-js-2.0" },
			},
		},
	};
}
