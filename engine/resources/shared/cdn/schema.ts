import {
	choice,
	flag,
	integer,
	list,
	number,
	object,
	optional,
	text,
	variant,
	variants,
} from "../../../schema/schema.ts";
import { domainConfiguration } from "../domain-schema.ts";

const cachePolicies =
	"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html";
const originRequests =
	"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html";
const distributionSettings =
	"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html";

const names = (docs: string) => optional(list(docs, text("A name."), { minItems: 1 }));

const cacheKeyParameters = object(
	"Which parts of a request tell cached responses apart. Fewer parts mean more hits.",
	{
		cookies: optional(
			object("Cookies in the cache key; set exactly one of the keys.", {
				none: optional(flag("No cookie counts.")),
				whitelist: names("Only these cookies count."),
				allExcept: names("All cookies but these count."),
				all: optional(flag("Every cookie counts.")),
			}),
		),
		headers: optional(
			object("Headers in the cache key; set exactly one of the keys.", {
				none: optional(flag("No header counts.")),
				whitelist: names("Only these headers count."),
			}),
		),
		queryString: optional(
			object("Query parameters in the cache key; set exactly one of the keys.", {
				all: optional(flag("Every parameter counts.")),
				none: optional(flag("No parameter counts.")),
				whitelist: names("Only these parameters count."),
			}),
		),
	},
	{ source: cachePolicies },
);

const lifetime = (docs: string) =>
	optional(number(docs, { unit: "seconds", minimum: 0, source: cachePolicies }));

/** `cachingOptions` of a behaviour. */
export const cachingOptions = object(
	"What CloudFront keeps and for how long.",
	{
		cacheMethods: optional(
			list("Methods whose responses are cached.", choice("An HTTP method.", ["GET", "HEAD", "OPTIONS"])),
		),
		minTTL: lifetime("Shortest time in seconds that a response stays cached, whatever the origin says."),
		maxTTL: lifetime("Longest time in seconds that a response stays cached, whatever the origin says."),
		defaultTTL: lifetime("Time in seconds that a response stays cached when the origin says nothing."),
		disableCompression: optional(flag("Do not compress responses by gzip or Brotli.", { default: false })),
		cacheKeyParameters: optional(cacheKeyParameters),
		cachePolicyId: optional(
			text("Id of an existing cache policy to use as it is, instead of the other options."),
		),
	},
	{ source: cachePolicies },
);

const forwardingOptions = object(
	"What CloudFront passes on to the origin.",
	{
		customRequestHeaders: optional(
			list(
				"Headers that CloudFront adds to every request to the origin.",
				object("A header.", { headerName: text("Name of the header."), value: text("Value of the header.") }),
			),
		),
		allowedMethods: optional(
			list(
				"Methods that CloudFront accepts and passes on.",
				choice("An HTTP method.", ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]),
			),
		),
		originRequestPolicyId: optional(
			text("Id of an existing origin request policy to use as it is, instead of the other options."),
		),
		cookies: optional(
			object("Cookies that the origin gets; set exactly one of the keys.", {
				none: optional(flag("The origin gets no cookie.")),
				whitelist: names("The origin gets only these cookies."),
				all: optional(flag("The origin gets every cookie.")),
			}),
		),
		headers: optional(
			object("Headers that the origin gets; set exactly one of the keys.", {
				none: optional(flag("The origin gets none of the viewer's headers.")),
				whitelist: names("The origin gets only these headers."),
				allViewer: optional(flag("The origin gets every header of the viewer.")),
				allViewerAndWhitelistCloudFront: names(
					"The origin gets every header of the viewer and these headers that CloudFront adds.",
				),
				allExcept: names("The origin gets every header of the viewer but these."),
			}),
		),
		queryString: optional(
			object("Query parameters that the origin gets; set exactly one of the keys.", {
				all: optional(flag("The origin gets every parameter.")),
				none: optional(flag("The origin gets no parameter.")),
				whitelist: names("The origin gets only these parameters."),
			}),
		),
	},
	{ source: originRequests },
);

const edgeFunction = (docs: string) =>
	optional(
		text(`${docs} Name of an \`edge-lambda-function\`, or an ARN.`, {
			references: ["edge-lambda-function"],
			orArn: true,
		}),
	);

/** Functions at the edge of a CDN. */
export const edgeFunctions = object(
	"Functions that CloudFront runs at its edge.",
	{
		onRequest: edgeFunction("Runs when a viewer's request arrives, before the cache is asked."),
		onResponse: edgeFunction("Runs before a response leaves for the viewer."),
		onOriginRequest: edgeFunction(
			"Runs before a request goes to the origin, so only when the cache has no answer.",
		),
		onOriginResponse: edgeFunction("Runs when the origin has answered, before the response is cached."),
	},
	{
		source:
			"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-cloudfront-trigger-events.html",
	},
);

const port = (docs: string) => optional(integer(docs, { minimum: 1, maximum: 65_535 }));

const routeTo = variants(
	"What serves the requests of this route; without it the resource that the CDN belongs to.",
	[
		variant(
			"An application load balancer serves them.",
			"application-load-balancer",
			object("Which load balancer.", {
				loadBalancerName: text("Name of the load balancer.", { references: ["application-load-balancer"] }),
				listenerPort: port("Port of the listener that gets the requests."),
				originDomainName: optional(text("Domain name by which CloudFront reaches the load balancer.")),
			}),
		),
		variant(
			"An HTTP API serves them.",
			"http-api-gateway",
			object("Which gateway.", {
				httpApiGatewayName: text("Name of the gateway.", { references: ["http-api-gateway"] }),
			}),
		),
		variant(
			"A function serves them by its URL.",
			"function",
			object("Which function.", {
				functionName: text("Name of the function; its `url` must be enabled.", { references: ["function"] }),
			}),
		),
		variant(
			"A server outside of the stack serves them.",
			"custom-origin",
			object("Which server.", {
				domainName: text("Domain name of the server."),
				protocol: optional(
					choice("How CloudFront speaks to the server.", ["HTTP", "HTTPS"], { default: "HTTPS" }),
				),
				port: port("Port of the server: 443 for HTTPS and 80 for HTTP when unset."),
			}),
		),
		variant(
			"A bucket serves them.",
			"bucket",
			object("Which bucket.", {
				bucketName: text("Name of the bucket.", { references: ["bucket"] }),
				disableUrlNormalization: optional(
					flag("Do not look for `/about/index.html` or `/about.html` when `/about` is asked for.", {
						default: false,
					}),
				),
			}),
		),
	],
);

/** A route of a CDN. */
export const routeRewrite = object("Requests that are treated differently, by path.", {
	path: text("Path pattern, with `*` for any characters and `?` for one, for example `/api/*`.", {
		source: distributionSettings,
		maxLength: 255,
		examples: ["/api/*"],
	}),
	routePrefix: optional(text("Path that is put before the request's path on its way to the origin.")),
	routeTo: optional(routeTo),
	cachingOptions: optional(cachingOptions),
	forwardingOptions: optional(forwardingOptions),
	edgeFunctions: optional(edgeFunctions),
});

const cdnProperties = {
	enabled: flag("Put a CloudFront distribution in front of the resource.", { default: false }),
	cachingOptions: optional(cachingOptions),
	forwardingOptions: optional(forwardingOptions),
	routeRewrites: optional(
		list("Routes that are treated differently; the first that matches wins.", routeRewrite),
	),
	customDomains: optional(list("Domains of your own that lead to the distribution.", domainConfiguration)),
	edgeFunctions: optional(edgeFunctions),
	cloudfrontPriceClass: optional(
		choice(
			"Which of CloudFront's locations serve the content.",
			["PriceClass_100", "PriceClass_200", "PriceClass_All"],
			{
				default: "PriceClass_All",
				source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html",
				valueDocs: {
					PriceClass_100: "The cheapest locations only: North America, Europe and Israel.",
					PriceClass_200: "All locations but the most expensive ones.",
					PriceClass_All: "All locations: the lowest latency everywhere.",
				},
			},
		),
	),
	defaultRoutePrefix: optional(
		text("Path that is put before the path of every request to the default origin."),
	),
	errorDocument: optional(text("Page that is served when nothing is found.", { default: "/404.html" })),
	indexDocument: optional(text("Page that is served for `/`.", { default: "/index.html" })),
	disableInvalidationAfterDeploy: optional(
		flag("Keep what is cached after a deploy, instead of invalidating all of it.", { default: false }),
	),
	useFirewall: optional(
		text("Name of a `web-app-firewall` with scope `cdn` that inspects the requests.", {
			references: ["web-app-firewall"],
		}),
	),
};

const cdnDocs = "A CloudFront distribution (CDN) that caches responses near the people who ask for them.";
const cdnSource = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html";

/** The `cdn` of a function or an HTTP API gateway. */
export const cdnConfiguration = object(cdnDocs, cdnProperties, { source: cdnSource });

/** The `cdn` of an application load balancer: the same, and which listener CloudFront speaks to. */
export const loadBalancerCdnConfiguration = object(
	cdnDocs,
	{
		...cdnProperties,
		listenerPort: port(
			"Port of the listener that gets the requests: needed when the load balancer has `listeners` of its own, and only then.",
		),
		originDomainName: optional(
			text(
				"Domain name by which CloudFront reaches the load balancer, when its certificates are not those of `customDomains`.",
			),
		),
	},
	{ source: cdnSource },
);

/** The `cdn` of a bucket: the same, and how paths become object keys. */
export const bucketCdnConfiguration = object(
	cdnDocs,
	{
		...cdnProperties,
		rewriteRoutesForSinglePageApp: optional(
			flag(
				"Serve `/index.html` for every path without a file extension, as apps that route in the browser need it.",
			),
		),
		disableUrlNormalization: optional(
			flag("Do not look for `/about/index.html` or `/about.html` when `/about` is asked for.", {
				default: false,
			}),
		),
	},
	{ source: cdnSource },
);
