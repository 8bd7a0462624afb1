import { join } from "node:path";
import type { ImagePort, Manifest, RegistryLogin } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";
import { bug } from "../../report/bug.ts";
import { Failure } from "../../report/failure.ts";
import type { BuiltImage } from "../packed.ts";
import { type ImageConfig, imageIndex, platforms } from "./oci.ts";

type Ports = { readonly host: Host; readonly cloud: { readonly images: ImagePort } };
type Options = { readonly signal?: AbortSignal };

/** What one push takes. */
type Push = {
	readonly host: Host;
	readonly engine: string;
	readonly login: RegistryLogin;
	/** A folder with the login, which is removed afterwards. */
	readonly folder: string;
	readonly options: Options;
};

async function run(
	{ host, engine, folder, options }: Push,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<string> {
	const { exitCode, stdout, stderr } = await host.run(engine, args, { cwd: folder, env, ...options });
	if (exitCode === 0) return stdout;
	throw new Failure({
		code: "image-push-failed",
		kind: "network",
		message: `${engine} could not send the image (exit code ${exitCode})`,
		hint: "run the same command again",
		details: `${stdout}\n${stderr}`
			.split(/\r?\n/)
			.filter((line) => line.trim() !== "")
			.slice(-20),
	});
}

/**
 * The daemon that Docker speaks to at the moment, because the folder of settings that is used for the push knows of
 * none but the default one.
 */
async function dockerHost(push: Push): Promise<readonly string[]> {
	if (push.host.variable("DOCKER_HOST") !== undefined) return [];
	const asked = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
	const { exitCode, stdout } = await push.host.run("docker", asked, { cwd: push.folder, ...push.options });
	const found = stdout.trim();
	return exitCode === 0 && found !== "" ? ["--host", found] : [];
}

async function sendByDaemon(push: Push, name: string, to: string): Promise<void> {
	const isDocker = push.engine === "docker";
	const daemon = isDocker ? await dockerHost(push) : [];
	await run(push, [...daemon, "tag", name, to]);
	// The login is in a folder of its own: the user's settings are neither read nor changed, and no process shows it.
	if (isDocker) await run(push, ["--config", push.folder, ...daemon, "push", to]);
	else await run(push, ["push", to], { DOCKER_CONFIG: push.folder });
}

async function sendItself(push: Push, name: string, to: string): Promise<void> {
	const plain = push.login.isPlain ? ["--tls-verify=false"] : [];
	const auth = ["--authfile", join(push.folder, "config.json")];
	await run(push, ["push", ...auth, ...plain, name, `docker://${to}`]);
}

/** Tag of the image of one processor; beside others it has the name of its processor at its end. */
function partTag(name: string, tag: string, count: number): string {
	return count === 1 ? tag : `${tag}-${name.split("-").at(-1)}`;
}

/** Names the images of several processors by an index, which the engines cannot all make. */
async function putIndex(
	images: ImagePort,
	repository: string,
	tag: string,
	parts: readonly { readonly name: string; readonly manifest: Manifest }[],
	options: Options,
): Promise<void> {
	const described = parts.map(({ name, manifest }) => {
		const architecture = Object.values(platforms).find((one) => name.endsWith(`-${one}`)) ?? bug(name);
		const config: ImageConfig = {
			architecture,
			os: "linux",
			config: {},
			rootfs: { type: "layers", diff_ids: [] },
			history: [],
		};
		return { manifest, config };
	});
	await images.push(repository, { blobs: [], manifests: [{ ...imageIndex(described), tag }] }, options);
}

/**
 * Sends an image that a program on this machine has built, by that program: it knows best which layers it has. It
 * gets the login in a folder that is removed afterwards.
 */
export async function pushBuilt(
	{ host, cloud }: Ports,
	{ engine, names }: BuiltImage,
	{ repository, tag }: { readonly repository: string; readonly tag: string },
	options: Options,
): Promise<void> {
	const login = await cloud.images.login(options);
	const folder = await host.temporaryDirectory("spool-login-");
	try {
		const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
		await host.write(join(folder, "config.json"), JSON.stringify({ auths: { [login.registry]: { auth } } }));
		const push: Push = { host, engine, login, folder, options };
		const send = engine === "docker" || engine === "finch" ? sendByDaemon : sendItself;
		const parts: { readonly name: string; readonly manifest: Manifest }[] = [];
		for (const name of names) {
			const reference = partTag(name, tag, names.length);
			await send(push, name, `${login.registry}/${repository}:${reference}`);
			if (names.length === 1) continue;
			const at = { registry: login.registry, repository, reference };
			const manifest = await cloud.images.manifest(at, options);
			parts.push({ name, manifest: manifest ?? bug(`${reference} was sent, but is not there`) });
		}
		if (names.length > 1) await putIndex(cloud.images, repository, tag, parts, options);
	} finally {
		await host.remove(folder);
	}
}
