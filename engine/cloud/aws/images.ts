import { BatchDeleteImageCommand, ECRClient, ListImagesCommand } from "@aws-sdk/client-ecr";
import { Failure } from "../../report/failure.ts";
import type { ImagePort } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, groupsOf, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/** Most images that one `BatchDeleteImage` takes. */
const deletedAtOnce = 100;

/** Images through ECR. */
export function openImages(session: Session): ImagePort {
	const client = new ECRClient(clientSettings(session));
	return {
		empty: (repository, options) =>
			onAws(session, "ecr:BatchDeleteImage", options, async (http) => {
				let deleted = 0;
				let digests = await digestsIn(client, repository, http);
				// An image of several platforms is a list that holds its parts in place: they can go once it is gone.
				while (digests.length > 0) {
					const refused = await remove(client, repository, digests, http);
					const gone = digests.length - refused.length;
					if (gone === 0) throw stuck(repository, refused);
					deleted += gone;
					digests = refused.map(({ digest }) => digest);
				}
				return deleted;
			}),
	};
}

/** The distinct digests of a repository: an image with three tags is listed three times but deleted once. */
async function digestsIn(client: ECRClient, repository: string, http: SendOptions): Promise<string[]> {
	const ids = allPages(async (marker: string | undefined) => {
		const input = {
			repositoryName: repository,
			maxResults: 1_000,
			...(marker !== undefined && { nextToken: marker }),
		};
		const page = await client.send(new ListImagesCommand(input), http);
		return { items: page.imageIds ?? [], next: page.nextToken };
	});
	const found = (await unlessMissing(ids, isMissingRepository)) ?? [];
	return [...new Set(found.flatMap(({ imageDigest }) => imageDigest ?? []))];
}

type Refused = { readonly digest: string; readonly reason: string };

async function remove(
	client: ECRClient,
	repositoryName: string,
	digests: readonly string[],
	http: SendOptions,
): Promise<Refused[]> {
	const refused: Refused[] = [];
	for (const group of groupsOf(digests, deletedAtOnce)) {
		const imageIds = group.map((imageDigest) => ({ imageDigest }));
		const answer = await client.send(new BatchDeleteImageCommand({ repositoryName, imageIds }), http);
		for (const { imageId, failureCode, failureReason } of answer.failures ?? []) {
			if (failureCode === "ImageNotFound") continue;
			const digest = imageId?.imageDigest ?? "";
			refused.push({ digest, reason: failureReason ?? failureCode ?? "no reason given" });
		}
	}
	return refused;
}

function stuck(repository: string, refused: readonly Refused[]): Failure {
	return new Failure({
		code: "images-not-deleted",
		kind: "aws",
		message: `ECR did not delete ${refused.length} images of the repository "${repository}": ${refused[0]?.reason}`,
		details: refused.slice(0, 10).map(({ digest, reason }) => `${digest}: ${reason}`),
	});
}

function isMissingRepository(error: unknown): boolean {
	return awsErrorOf(error)?.name === "RepositoryNotFoundException";
}
