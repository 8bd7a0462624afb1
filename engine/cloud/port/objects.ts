/** Every call can be cancelled. */
export type CallOptions = { readonly signal?: AbortSignal };

export type StoredObject = {
	readonly key: string;
	readonly size: number;
	/** Milliseconds since 1970. */
	readonly modifiedAt: number;
	/** For an object that was stored as a whole the MD5 of its bytes, in hex. */
	readonly etag: string;
};

/** Which changes of objects a bucket tells a function. */
export type BucketNotification = {
	/** ARN, with an alias when calls go through one. */
	readonly functionArn: string;
	/** E.g. `s3:ObjectCreated:*`. */
	readonly event: string;
	readonly prefix?: string;
	readonly suffix?: string;
};

/** Bytes to be stored that need not be in memory: they are read as often as they have to be sent. */
export type ObjectSource = {
	readonly size: number;
	/** The bytes from one offset up to another one. Fails when they are not there any more. */
	read(from: number, to: number): AsyncIterable<Uint8Array>;
};

/** An upload in parts that has begun, as it is kept until it ends. Digests in base64. */
export type UnfinishedUpload = {
	readonly id: string;
	readonly parts: readonly { readonly number: number; readonly etag: string; readonly sha256: string }[];
};

/** Where an upload in parts is kept, so that another process can go on with it. Fails for nothing. */
export type UploadMemory = {
	recall(): Promise<UnfinishedUpload | undefined>;
	remember(upload: UnfinishedUpload): Promise<void>;
	forget(): Promise<void>;
};

/** What may be told and known of an upload. */
export type PutOptions = CallOptions & {
	/** Is told the bytes sent so far, those of earlier processes included. */
	readonly uploaded?: (bytes: number) => void;
	/** Without it an upload in parts that breaks off is given up, with it kept to be gone on with. */
	readonly memory?: UploadMemory;
	/** The bucket has transfer acceleration, which is used when it turns out to be faster. */
	readonly accelerated?: boolean;
};

export type ObjectPort = {
	/** All objects whose key starts with `prefix`; `undefined` if there is no such bucket. */
	list(bucket: string, prefix: string, options: CallOptions): Promise<readonly StoredObject[] | undefined>;
	/**
	 * Stores bytes; S3 checks what arrives, and nothing is stored unless the whole has the digest `sha256` (base64).
	 * Above 16 MB in parts, of which none is sent again once it has arrived.
	 */
	put(
		object: {
			readonly bucket: string;
			readonly key: string;
			readonly body: Uint8Array | ObjectSource;
			readonly contentType: string;
			readonly sha256: string;
			/** Headers that S3 keeps and sends; what it does not know as a header of its own becomes `x-amz-meta-…`. */
			readonly headers?: Readonly<Record<string, string>>;
			readonly tags?: Readonly<Record<string, string>>;
		},
		options: PutOptions,
	): Promise<void>;
	/**
	 * Gives up uploads in parts that nobody will finish: those with one of the ids, and those that began before a
	 * time (milliseconds since 1970). Gives how many; none where the caller may not list them.
	 */
	discardUploads(
		bucket: string,
		which: { readonly ids: readonly string[]; readonly startedBefore: number },
		options: CallOptions,
	): Promise<number>;
	/** Copies inside a bucket, without the bytes leaving S3. */
	copy(bucket: string, from: string, to: string, options: CallOptions): Promise<void>;
	/** `undefined` if there is no such object or bucket. */
	read(bucket: string, key: string, options: CallOptions): Promise<Uint8Array | undefined>;
	/** Like `read`, with what tells the object's versions apart. */
	readVersion(
		bucket: string,
		key: string,
		options: CallOptions,
	): Promise<{ readonly body: Uint8Array; readonly etag: string } | undefined>;
	/**
	 * Stores a small object, but only over the version with the ETag `over`, or without it only where there is none.
	 * Gives the new ETag; `undefined` when somebody else was there before, and nothing is stored.
	 */
	putOver(
		object: {
			readonly bucket: string;
			readonly key: string;
			readonly body: Uint8Array;
			readonly contentType: string;
		},
		over: string | undefined,
		options: CallOptions,
	): Promise<string | undefined>;
	/** Deletes objects by key, 1,000 at a time; keys that are not there do not matter. */
	remove(bucket: string, keys: readonly string[], options: CallOptions): Promise<void>;
	/** Deletes every object, version and delete marker; a bucket that is not there is empty. Gives how many. */
	empty(bucket: string, options: CallOptions): Promise<number>;
	/**
	 * Makes a bucket call functions: what it has told the functions `owned` (ARNs, also by an alias) before is replaced,
	 * and everything else that it tells anybody stays. Does nothing when the bucket is not there and nobody is to be told.
	 */
	notify(
		bucket: string,
		owned: readonly string[],
		notifications: readonly BucketNotification[],
		options: CallOptions,
	): Promise<void>;
	/** The address under which CloudFormation reads the object. */
	url(bucket: string, key: string): string;
};
