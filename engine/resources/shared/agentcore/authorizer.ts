import { list, object, optional, type Static, text } from "../../../schema/schema.ts";
import type { Deployed } from "../../kind.ts";

const guide = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html";

/** Who may call an agent or a gateway: holders of a token. */
export const authorizer = object(
	"Callers need a token (JWT) of a service that signs users in.",
	{
		discoveryUrl: text("Where that service says how its tokens are checked.", {
			pattern: "^(.+/\\.well-known/openid-configuration|\\{\\{resolve:.*)$",
			patternHint: "give the address that ends in /.well-known/openid-configuration",
			source: guide,
			examples: ["https://login.example.com/.well-known/openid-configuration"],
		}),
		allowedAudience: optional(
			list("For whom the token must be (`aud`); anyone when left out.", text("An audience."), {
				minItems: 1,
				source: guide,
			}),
		),
		allowedClients: optional(
			list("Which applications may have asked for it (`client_id`); any when left out.", text("A client."), {
				minItems: 1,
				source: guide,
			}),
		),
		allowedScopes: optional(
			list("What it must allow (`scope`); nothing in particular when left out.", text("A scope."), {
				minItems: 1,
				source: guide,
			}),
		),
	},
	{ source: guide },
);

/** The `authorizer` of a resource as AgentCore wants it. */
export function authorizerConfiguration(written: Deployed<Static<typeof authorizer>>) {
	return {
		CustomJWTAuthorizer: {
			DiscoveryUrl: written.discoveryUrl,
			AllowedAudience: written.allowedAudience,
			AllowedClients: written.allowedClients,
			AllowedScopes: written.allowedScopes,
		},
	};
}
