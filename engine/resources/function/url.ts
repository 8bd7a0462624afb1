import { logicalId } from "../../names/logical-id.ts";
import type { Child, Finding, Path, Surroundings, Use } from "../kind.ts";
import { DEFAULT_ALLOWED_HEADERS } from "../shared/cors.ts";
import { member } from "../shared/event-use.ts";
import { functionArn, PERMISSION, URL_TYPE, urlId } from "./names.ts";
import type { PlacedFunction } from "./properties.ts";

type Url = NonNullable<PlacedFunction["values"]["url"]>;
type Cors = NonNullable<Url["cors"]>;

const originOf = ({ values }: PlacedFunction): { readonly origin?: Path } =>
	values.url?.enabled ? { origin: ["url"] } : values.cdn?.enabled ? { origin: ["cdn"] } : {};

function corsOf(cors: Cors) {
	return {
		AllowOrigins: cors.allowedOrigins ?? ["*"],
		AllowMethods: cors.allowedMethods ?? ["*"],
		AllowHeaders: cors.allowedHeaders ?? DEFAULT_ALLOWED_HEADERS,
		AllowCredentials: cors.allowCredentials,
		ExposeHeaders: cors.exposedResponseHeaders,
		MaxAge: cors.maxAge,
	};
}

function permission(fn: PlacedFunction, specifier: string, grant: Readonly<Record<string, unknown>>): Child {
	return {
		id: logicalId({ owner: fn.name, specifier, type: PERMISSION }),
		...originOf(fn),
		resource: {
			Type: PERMISSION,
			Properties: { FunctionName: functionArn(fn.name), Principal: "*", ...grant },
		},
	};
}

/** True for a use of a function by a route of a CDN. */
const isRoute = ({ by, path: [first, list] }: Use) =>
	first === "cdn" && list === "routeRewrites" && member(member(by.values, "cdn"), "enabled") === true;

/** What is said of the function's address, where it has one: CDNs reach a function by it too. */
function urlOf({ reference, values }: PlacedFunction, surroundings: Surroundings): Url | undefined {
	if (values.url?.enabled) return values.url;
	const isBehindCdn = values.cdn?.enabled === true || surroundings.usesOf(reference).some(isRoute);
	return isBehindCdn ? { enabled: true } : undefined;
}

/** True when anyone may call the function's address. */
export function hasPublicUrl(fn: PlacedFunction, surroundings: Surroundings): boolean {
	const url = urlOf(fn, surroundings);
	return url !== undefined && (url.authMode ?? "NONE") === "NONE";
}

/**
 * The function's address and, when anyone may call it, the permission to. Since October 2025 AWS asks for two
 * permissions at a new address, to call the address and to call the function through it; the format's logical ids
 * know the first only, so that the engine gives the second after a deploy (`aftercare`).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function urlChildren(fn: PlacedFunction, surroundings: Surroundings): readonly Child[] {
	const { name } = fn;
	const url = urlOf(fn, surroundings);
	if (!url) return [];
	return [
		{
			id: urlId(name),
			...originOf(fn),
			resource: {
				Type: URL_TYPE,
				Properties: {
					AuthType: url.authMode ?? "NONE",
					InvokeMode: url.responseStreamEnabled ? "RESPONSE_STREAM" : "BUFFERED",
					TargetFunctionArn: functionArn(name),
					...(url.cors?.enabled && { Cors: corsOf(url.cors) }),
				},
			},
		},
		...(hasPublicUrl(fn, surroundings)
			? [permission(fn, "PublicUrl", { Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" })]
			: []),
	];
}

/** Finds methods that Lambda does not take in the CORS settings of an address: it answers `OPTIONS` by itself. */
export function checkUrl({ values: { url } }: PlacedFunction): readonly Finding[] {
	if (!url?.enabled || !url.cors?.enabled) return [];
	return (url.cors.allowedMethods ?? []).flatMap((method, index) => {
		if (method !== "OPTIONS") return [];
		return {
			code: "url-cors-options",
			message: "OPTIONS cannot be listed for a function's address, because Lambda answers it by itself",
			path: ["url", "cors", "allowedMethods", index],
			hint: "remove it, see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-url-cors.html",
		};
	});
}
