import { logicalId } from "../../names/logical-id.ts";
import type { Child, Finding, Path } from "../kind.ts";
import { DEFAULT_ALLOWED_HEADERS } from "../shared/cors.ts";
import { functionArn, PERMISSION, URL_TYPE, urlId } from "./names.ts";
import type { PlacedFunction } from "./properties.ts";

type Cors = NonNullable<NonNullable<PlacedFunction["values"]["url"]>["cors"]>;

const origin: Path = ["url"];

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

function permission(owner: string, specifier: string, grant: Readonly<Record<string, unknown>>): Child {
	return {
		id: logicalId({ owner, specifier, type: PERMISSION }),
		origin,
		resource: {
			Type: PERMISSION,
			Properties: { FunctionName: functionArn(owner), Principal: "*", ...grant },
		},
	};
}

/** True when anyone may call the function's address. */
export function hasPublicUrl({ values: { url } }: PlacedFunction): boolean {
	return url?.enabled === true && (url.authMode ?? "NONE") === "NONE";
}

/**
 * The function's address and, when anyone may call it, the permission to. Since October 2025 AWS asks for two
 * permissions at a new address, to call the address and to call the function through it; the format's logical ids
 * know the first only, so that the engine gives the second after a deploy (`aftercare`).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function urlChildren(placed: PlacedFunction): readonly Child[] {
	const { name, values } = placed;
	const { url } = values;
	if (!url?.enabled) return [];
	return [
		{
			id: urlId(name),
			origin,
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
		...(hasPublicUrl(placed)
			? [permission(name, "PublicUrl", { Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" })]
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
