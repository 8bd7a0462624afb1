import { Failure } from "../../report/failure.ts";
import type { RegistryAccess } from "./session.ts";

/** Names of Docker Hub in the names of images; its registry has another one. */
const dockerHub: ReadonlySet<string> = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/** A registry on this machine speaks plain HTTP, as every tool for images takes it. */
function isLocal(host: string): boolean {
	return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}

/** Scheme and host of a registry by its name in the name of an image. */
export function originOf(registry: string): string {
	if (dockerHub.has(registry)) return "https://registry-1.docker.io";
	return `${isLocal(registry) ? "http" : "https"}://${registry}`;
}

/** The address of a registry or mirror from a setting: a URL, or a host that is taken for one. */
export function readRegistryUrl(setting: string, name: string): URL {
	const text = setting.includes("://") ? setting : originOf(setting);
	if (URL.canParse(text)) {
		const url = new URL(text);
		if (["http:", "https:"].includes(url.protocol) && url.search === "" && url.hash === "") return url;
	}
	throw new Failure({
		code: "registry-address-invalid",
		kind: "usage",
		// It may hold a password.
		message: `"${setting.replace(/\/\/[^/]*@/, "//…@")}" of ${name} is not the address of a registry`,
		hint: "write it as a URL, e.g. https://registry.example.com",
	});
}

/** How to get into the registry at `url`, by the name and password that it may hold. */
export function accessTo(url: URL): RegistryAccess {
	const { origin, username, password } = url;
	if (username === "") return { origin };
	const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
		"base64",
	);
	return { origin, credentials: async () => basic };
}
