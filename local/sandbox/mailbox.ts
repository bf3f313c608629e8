/** A mail that went out, to the address of `user` or to their personal address. */
export interface Mail {
  user: string;
  to: string;
  personal: boolean;
  at: string;
}

export interface Mailbox {
  mails: readonly Mail[];
  put(mail: Mail): void;
  /** Resolves when the mailbox holds this many mails. */
  waitFor(count: number): Promise<void>;
}

export function createMailbox(): Mailbox {
  const mails: Mail[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    mails,
    put(mail) {
      mails.push(mail);
      for (const { count, resolve } of waiting) if (mails.length >= count) resolve();
    },
    waitFor(count) {
      if (mails.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}
