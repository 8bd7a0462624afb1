import { choice, flag, integer, list, object, optional, type Static, text } from "../../schema/schema.ts";
import type { Deployed, Finding } from "../kind.ts";

const corsElements = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html";

/** Every method that S3 knows in CORS rules; the format lists PATCH too, which S3 refuses. */
const CORS_METHODS = ["GET", "PUT", "HEAD", "POST", "DELETE"] as const;

const corsRule = object("Which pages may send which requests.", {
	allowedOrigins: optional(
		list(
			"Origins whose pages may send requests. Default: all.",
			text("An origin such as `https://example.com`, or `*`."),
		),
	),
	allowedHeaders: optional(
		list("Request headers that pages may send.", text("Name of a header, with at most one `*`.")),
	),
	allowedMethods: optional(
		list(
			`Methods that pages may use. Default: ${CORS_METHODS.join(", ")}.`,
			choice("A method.", ["*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"], {
				valueDocs: { "*": "All that S3 knows.", PATCH: "Part of the format, but S3 refuses it." },
			}),
		),
	),
	exposedResponseHeaders: optional(
		list("Response headers that the page's code may read.", text("Name of a header.")),
	),
	maxAge: optional(
		integer("How many seconds a browser may keep the answer of a preflight request.", {
			unit: "seconds",
			minimum: 0,
			source: corsElements,
		}),
	),
});

/** The `cors` of a bucket. */
export const bucketCors = object(
	"Lets pages of other origins use the bucket from the browser.",
	{
		enabled: flag("Answer CORS requests; without it the rules have no effect."),
		corsRules: optional(
			list(
				"Rules, of which the first that matches counts. Without any, pages of every origin may do everything.",
				corsRule,
				{ maxItems: 100, source: corsElements },
			),
		),
	},
	{ source: corsElements },
);

type BucketCors = Deployed<Static<typeof bucketCors>>;
type CorsRule = Deployed<Static<typeof corsRule>>;

/** Headers that every call of S3 may carry. */
const defaultCorsHeaders = [
	"Authorization",
	"Content-Length",
	"Content-Type",
	"Content-MD5",
	"Date",
	"Expect",
	"Host",
	"x-amz-content-sha256",
	"x-amz-date",
	"x-amz-security-token",
];

/** The methods of a rule as S3 takes them: it has no word for all of them. */
function corsMethods({ allowedMethods }: CorsRule): readonly string[] {
	return !allowedMethods || allowedMethods.includes("*") ? CORS_METHODS : allowedMethods;
}

/** `CorsConfiguration` of a bucket, `undefined` when CORS is off. Rules that list nothing allow every origin and method. */
export function corsConfiguration(cors: BucketCors | undefined) {
	if (!cors?.enabled) return undefined;
	const rules: readonly CorsRule[] = cors.corsRules?.length
		? cors.corsRules
		: [{ allowedHeaders: defaultCorsHeaders }];
	const CorsRules = rules.map((rule) => ({
		AllowedMethods: corsMethods(rule),
		AllowedOrigins: rule.allowedOrigins ?? ["*"],
		AllowedHeaders: rule.allowedHeaders,
		ExposedHeaders: rule.exposedResponseHeaders,
		MaxAge: rule.maxAge,
	}));
	return { CorsRules };
}

/** Finds methods that S3 refuses in the `cors` of a bucket. */
export function checkBucketCors(cors: BucketCors | undefined): readonly Finding[] {
	return (cors?.corsRules ?? []).flatMap((rule, index) => {
		const position = (rule.allowedMethods ?? []).indexOf("PATCH");
		if (position < 0) return [];
		return {
			code: "unsupported-cors-method",
			message: "S3 has no PATCH, so no CORS rule of a bucket can allow it",
			path: ["cors", "corsRules", index, "allowedMethods", position],
			hint: `choose among ${CORS_METHODS.join(", ")}, or "*" for all of them`,
		};
	});
}
