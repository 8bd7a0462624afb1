import {
	BatchDeleteImageCommand,
	ECRClient,
	GetAuthorizationTokenCommand,
	type ImageIdentifier,
	ListImagesCommand,
	type ListImagesCommandInput,
} from "@aws-sdk/client-ecr";
import { Failure } from "../../report/failure.ts";
import type { CallOptions, ImagePort } from "../port.ts";
import { openRegistries } from "../registry/registries.ts";
import { awsErrorOf } from "./failure-of.ts";
import { allPages, groupsOf, unlessMissing } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/** Most images that one `BatchDeleteImage` takes. */
const deletedAtOnce = 100;

/** Images through ECR, whose registry and the mirror of all others may be named by settings. */
export function openImages(
	session: Session,
	{ registry, mirror }: { readonly registry?: URL; readonly mirror?: URL } = {},
): ImagePort {
	const client = new ECRClient(clientSettings(session));
	const access = accessToOwn(session, client, registry);
	const registries = openRegistries({
		own: async () => {
			const { origin } = await access(false);
			return { origin, credentials: async (renew) => (await access(renew)).token };
		},
		...(mirror && { mirror }),
	});
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `ecr:${action}`, options, send);
	return {
		empty: (repository, options) =>
			call("BatchDeleteImage", options, (http) => emptyRepository(client, repository, http)),
		tags: (repository, options) =>
			call("ListImages", options, async (http) => {
				const filter = { tagStatus: "TAGGED" } as const;
				const found = await idsIn(client, { repositoryName: repository, filter }, http);
				return found?.flatMap(({ imageTag }) => imageTag ?? []);
			}),
		untag: (repository, tags, options) =>
			call("BatchDeleteImage", options, async (http) => {
				const refused = await remove(
					client,
					repository,
					tags.map((imageTag) => ({ imageTag })),
					http,
				);
				if (refused.length > 0) throw stuck(repository, refused);
			}),
		manifest: (address, options) => registries.manifest(address, options),
		blob: (address, digest, options) => registries.blob(address, digest, options),
		push: (repository, image, options) => registries.push(repository, image, options),
		login: (options) =>
			call("GetAuthorizationToken", options, async () => {
				const { token } = await access(false);
				const origin = await registries.own();
				const [username = "", password = ""] = Buffer.from(token, "base64").toString("utf8").split(":");
				const { host, protocol } = new URL(origin);
				return { registry: host, isPlain: protocol === "http:", username, password };
			}),
	};
}

type OwnAccess = { readonly origin: string; readonly token: string };

/**
 * What lets into the account's registry, asked for once. A token holds for twelve hours; a registry that refuses
 * one has its reasons, so that it is not looked at when it ends.
 */
function accessToOwn(session: Session, client: ECRClient, registry: URL | undefined) {
	let found: Promise<OwnAccess> | undefined;
	const ask = () =>
		onAws(session, "ecr:GetAuthorizationToken", {}, async (http) => {
			const { authorizationData: [data] = [] } = await client.send(
				new GetAuthorizationTokenCommand({}),
				http,
			);
			const token = data?.authorizationToken;
			// What stands in for AWS has its registry at the same address: the names of Amazon do not lead to it.
			const address = registry?.origin ?? session.endpoint ?? data?.proxyEndpoint;
			if (token === undefined || address === undefined) throw noToken();
			return { origin: new URL(address).origin, token };
		});
	return (renew: boolean): Promise<OwnAccess> => {
		if (found === undefined || renew) {
			found = ask();
			found.catch(() => (found = undefined));
		}
		return found;
	};
}

function noToken(): Failure {
	return new Failure({
		code: "registry-denied",
		kind: "permission",
		message: "ECR gives no token for its registry",
		hint: "check that the credentials in use may call ecr:GetAuthorizationToken",
	});
}

async function emptyRepository(client: ECRClient, repository: string, http: SendOptions): Promise<number> {
	let deleted = 0;
	const found = (await idsIn(client, { repositoryName: repository }, http)) ?? [];
	// An image with three tags is listed three times but deleted once.
	let digests = [...new Set(found.flatMap(({ imageDigest }) => imageDigest ?? []))];
	// An image of several platforms is a list that holds its parts in place: they can go once it is gone.
	while (digests.length > 0) {
		const refused = await remove(
			client,
			repository,
			digests.map((imageDigest) => ({ imageDigest })),
			http,
		);
		const gone = digests.length - refused.length;
		if (gone === 0) throw stuck(repository, refused);
		deleted += gone;
		digests = refused.map(({ image }) => image);
	}
	return deleted;
}

/** What a repository holds, by digest and tag; `undefined` if there is no such repository. */
function idsIn(
	client: ECRClient,
	input: ListImagesCommandInput,
	http: SendOptions,
): Promise<readonly ImageIdentifier[] | undefined> {
	const ids = allPages(async (marker: string | undefined) => {
		const asked = { ...input, maxResults: 1_000, ...(marker !== undefined && { nextToken: marker }) };
		const page = await client.send(new ListImagesCommand(asked), http);
		return { items: page.imageIds ?? [], next: page.nextToken };
	});
	return unlessMissing(ids, isMissingRepository);
}

type Refused = { readonly image: string; readonly reason: string };

async function remove(
	client: ECRClient,
	repositoryName: string,
	images: readonly ImageIdentifier[],
	http: SendOptions,
): Promise<Refused[]> {
	const refused: Refused[] = [];
	for (const imageIds of groupsOf(images, deletedAtOnce)) {
		const input = { repositoryName, imageIds: [...imageIds] };
		const answer = await client.send(new BatchDeleteImageCommand(input), http);
		for (const { imageId, failureCode, failureReason } of answer.failures ?? []) {
			if (failureCode === "ImageNotFound") continue;
			const image = imageId?.imageDigest ?? imageId?.imageTag ?? "";
			refused.push({ image, reason: failureReason ?? failureCode ?? "no reason given" });
		}
	}
	return refused;
}

function stuck(repository: string, refused: readonly Refused[]): Failure {
	return new Failure({
		code: "images-not-deleted",
		kind: "aws",
		message: `ECR did not delete ${refused.length} images of the repository "${repository}": ${refused[0]?.reason}`,
		details: refused.slice(0, 10).map(({ image, reason }) => `${image}: ${reason}`),
	});
}

function isMissingRepository(error: unknown): boolean {
	return awsErrorOf(error)?.name === "RepositoryNotFoundException";
}
