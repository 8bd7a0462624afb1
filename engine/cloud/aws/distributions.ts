import { randomUUID } from "node:crypto";
import { CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";
import type { DistributionPort } from "../port.ts";
import { clientSettings, onAws, type Session } from "./session.ts";

/** Distributions through CloudFront. */
export function openDistributions(session: Session): DistributionPort {
	const client = new CloudFrontClient(clientSettings(session));
	return {
		invalidate: (id, paths, options) =>
			onAws(session, "cloudfront:CreateInvalidation", options, async (http) => {
				await client.send(
					new CreateInvalidationCommand({
						DistributionId: id,
						InvalidationBatch: {
							CallerReference: randomUUID(),
							Paths: { Quantity: paths.length, Items: [...paths] },
						},
					}),
					http,
				);
			}),
	};
}
