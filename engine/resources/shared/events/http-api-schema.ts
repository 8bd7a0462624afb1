import {
	choice,
	flag,
	integer,
	list,
	object,
	optional,
	text,
	variant,
	variants,
} from "../../../schema/schema.ts";
import { httpMethod } from "../http-methods.ts";

const routes = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html";
const payloads =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html";
const jwtAuthorizers =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html";
const lambdaAuthorizers =
	"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html";

const cognito = variant(
	"Requests need a token of a user of a Cognito user pool.",
	"cognito",
	object("Which user pool, and where the token is.", {
		userPoolName: text("Name of the user pool.", { references: ["user-auth-pool"] }),
		identitySources: optional(
			list(
				"Where in the request the token is.",
				text("A selection, for example `$request.header.Authorization`."),
				{
					default: ["$request.header.Authorization"],
					maxItems: 1,
					source: jwtAuthorizers,
				},
			),
		),
	}),
	{ source: jwtAuthorizers },
);

const lambda = variant(
	"A function of this config decides whether a request may pass.",
	"lambda",
	object("Which function decides, and how.", {
		functionName: text("Name of the function that decides.", { references: ["function"] }),
		identitySources: optional(
			list(
				"What a request must have for the function to be asked at all, for example `$request.header.Authorization`. Needed by `cacheResultSeconds`.",
				text("A selection of a header, query parameter, stage or context variable."),
				{ default: [], source: lambdaAuthorizers },
			),
		),
		iamResponse: optional(
			flag("The function answers with an IAM policy instead of `{ isAuthorized: true }`.", {
				default: false,
				source: lambdaAuthorizers,
			}),
		),
		cacheResultSeconds: optional(
			integer("How long an answer holds for requests with the same identity sources; 0 asks every time.", {
				unit: "seconds",
				default: 0,
				minimum: 0,
				maximum: 3600,
				source: lambdaAuthorizers,
			}),
		),
	}),
	{ source: lambdaAuthorizers },
);

/** Properties of an event of type `http-api-gateway`. */
export const httpApiProperties = object("Which requests, at which gateway.", {
	httpApiGatewayName: text("Name of the gateway.", { references: ["http-api-gateway"] }),
	method: httpMethod("Method of the requests."),
	path: text(
		"Path of the requests: `/users/{id}` with variables, `/{proxy+}` for everything below, or `*` for what no other route of the gateway takes.",
		{
			// Printable ASCII without spaces; a greedy variable can only stand at the end.
			pattern: "^(\\*|\\$default|/((?!\\{[^}/]*\\+\\}/)[!-~])*)$",
			patternHint: "begin with `/`, let a variable like `{proxy+}` stand at the end only, or write `*`",
			examples: ["/users/{id}", "/{proxy+}"],
			source: routes,
			knownBefore: true,
		},
	),
	authorizer: optional(variants("Who decides whether a request may pass.", [cognito, lambda])),
	payloadFormat: optional(
		choice(
			"Form of the event and of the response. All routes of one function need the same; that of the gateway when left out.",
			["1.0", "2.0"],
			{
				source: payloads,
				valueDocs: {
					"1.0": "The form of REST APIs: every header and query parameter also as a list.",
					"2.0":
						"The shorter form: headers in lower case, cookies apart, and a response can be a plain object.",
				},
			},
		),
	),
});

/** An HTTP request to a gateway. */
export const httpApiVariant = variant("A request to an HTTP API.", "http-api-gateway", httpApiProperties, {
	source: routes,
});
