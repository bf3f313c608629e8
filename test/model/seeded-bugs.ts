/** A slip that somebody could make in the code, as changes of its text. */
export interface SeededBug {
  name: string;
  /** Of the model test: the one with which it finds the bug soon. */
  foundWithSeed: number;
  /** `from` stands in the file just once. */
  changes: readonly { file: string; from: string; to: string }[];
}

/** Each breaks a promise in some history; a model test that does not find one is worth nothing. */
export const seededBugs: readonly SeededBug[] = [
  {
    name: 'a write has no condition',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/aws/versioned-table.ts',
        from: 'new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...condition }),',
        to: 'new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...(condition && {}) }),',
      },
    ],
  },
  {
    name: 'another message’s live lease is ignored',
    foundWithSeed: 6,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'if (isLeased(row, now)) return waitForLease(row, look);',
        to: 'if (isLeased(row, now) && row.lease.messageId === look.messageId) return waitForLease(row, look);',
      },
    ],
  },
  {
    name: 'a message that is being worked on is put off as another’s',
    foundWithSeed: 2,
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: "{ action: lease.messageId === messageId ? 'hold' : 'put-off', until: lease.until }",
        to: "{ action: 'put-off', until: lease.until }",
      },
    ],
  },
  {
    name: 'an unclear send is asked about at once',
    foundWithSeed: 5,
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: 'unresolvedSend.startedAt + askAfterSeconds * 1000',
        to: 'unresolvedSend.startedAt',
      },
      {
        file: 'lambda/hire/waits.ts',
        from: 'return unclearSends < 2 ? askAfterSeconds : Math.max(askAfterSeconds, 1) * 2 ** (unclearSends - 1);',
        to: 'return 0;',
      },
    ],
  },
  {
    name: 'an unresolved send is forgotten when the hire waits',
    foundWithSeed: 5,
    changes: [
      {
        file: 'lambda/hire/settle.ts',
        from: "row: { ...settled, ...unresolved, ...progress, state: 'waiting', waitUntil: until },",
        to: "row: { ...settled, ...progress, state: 'waiting', waitUntil: until },",
      },
    ],
  },
  {
    name: 'an unresolved send is forgotten when the hire is parked',
    foundWithSeed: 20,
    changes: [
      {
        file: 'lambda/hire/settle.ts',
        from: "row: { ...settled, ...unresolved, state: 'parked', parked, parkedRecords }",
        to: "row: { ...settled, state: 'parked', parked, parkedRecords }",
      },
    ],
  },
  {
    name: 'any date of an invitation counts as the sign that the send went out',
    foundWithSeed: 2,
    changes: [
      {
        file: 'lambda/onelogin/find-user.ts',
        from: 'user.invitationSentAt !== null && user.invitationSentAt !== send.invitationSentAt',
        to: 'user.invitationSentAt !== null',
      },
    ],
  },
  {
    name: 'a message is finished before its wake-up is made',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: 'await wakeLater.make(look, decision.until, look.purpose);',
        to: 'void wakeLater.make(look, decision.until, look.purpose).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'the row is written before the wake-up is made',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: `  if (settlement.action === 'put-off') await wakeLater.make(look, settlement.until, look.purpose);
  if (settlement.action === 'finish' && settlement.followUpAt !== undefined)
    await wakeLater.make(look, settlement.followUpAt, 'follow-up');
  if (!(await hires.write({ ...settlement.row, version: row.version + 1 }))) throw new LeaseLost();
`,
        to: `  if (!(await hires.write({ ...settlement.row, version: row.version + 1 }))) throw new LeaseLost();
  if (settlement.action === 'put-off') await wakeLater.make(look, settlement.until, look.purpose);
  if (settlement.action === 'finish' && settlement.followUpAt !== undefined)
    await wakeLater.make(look, settlement.followUpAt, 'follow-up');
`,
      },
    ],
  },
  {
    name: 'a message of a parked hire is finished',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "        log.warn('hire is parked', fields);\n        return drained;",
        to: "        log.warn('hire is parked', fields);\n        return 'finished';",
      },
    ],
  },
  {
    name: 'a parked hire is tried again by the message that parked it',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'if (parked === undefined) return false;',
        to: 'if (parked !== undefined) return false;',
      },
    ],
  },
  {
    name: 'a schedule’s name is used again for another moment',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/aws/wake-ups.ts',
        from: 'toSeconds(at)}`',
        to: 'toSeconds(at) * 0}`',
      },
    ],
  },
  {
    name: 'the rung is counted on the receive count',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/read-look.ts',
        from: '    messageId,\n    sentAt:',
        to: '    receiveCount: attributes.ApproximateReceiveCount,\n    messageId,\n    sentAt:',
      },
      {
        file: 'lambda/hire/settle.ts',
        from: ': { rung: row.rung + 1 };',
        to: ': { rung: look.receiveCount };',
      },
    ],
  },
  {
    name: 'a message that comes early is dropped',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: '        await wakeLater.make(look, decision.until, look.purpose);\n        return',
        to: '        return',
      },
    ],
  },
  {
    name: 'the claim on the user is not judged',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/claim-user.ts',
        from: "if (verdict !== 'free') return verdict;",
        to: "if (verdict === 'busy' && verdict !== 'busy') return verdict;",
      },
    ],
  },
  {
    name: 'an unclear send of a function that died is asked about at once',
    foundWithSeed: 8,
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: 'unresolvedSend.startedAt + askAfterSeconds * 1000',
        to: 'unresolvedSend.startedAt',
      },
    ],
  },
  {
    name: 'nobody waits for the moment',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/judge-hire.ts',
        from: 'if (notBefore !== undefined && now < notBefore)',
        to: 'if (notBefore !== undefined && now < notBefore - 1e12)',
      },
    ],
  },
  {
    name: 'an older announcement counts as well as the latest',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/latest-word.ts',
        from: 'if (announced !== undefined && isNewer(announced, look)) {',
        to: 'if (announced !== undefined && isNewer(announced, look) && known === 0) {',
      },
    ],
  },
  {
    name: 'a change makes a hire of somebody whom nobody announced',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "return { action: look.makesHire ? 'attempt' : 'note' };",
        to: "return { action: 'attempt' };",
      },
    ],
  },
  {
    name: 'a change that overtakes the creation is forgotten',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "if (!(await hires.write(noted))) return 'overtaken';",
        to: "if (noted.version < 0) return 'overtaken';",
      },
    ],
  },
  {
    name: 'a removal that overtakes the creation is forgotten',
    foundWithSeed: 2,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (row === undefined) return { action: 'cancel' };",
        to: "if (row === undefined) return { action: 'finish' };",
      },
    ],
  },
  {
    name: 'a removal is taken for an announcement',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (look.event === 'removed') return decideRemoval(row, now);",
        to: "if (look.event === 'removed' && row === undefined) return decideRemoval(row, now);",
      },
    ],
  },
  {
    name: 'follow-ups are not counted',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/follow-up.ts',
        from: 'followUpsSent: (row.followUpsSent ?? 0) + 1',
        to: 'followUpsSent: 0',
      },
    ],
  },
  {
    name: 'a follow-up goes out while the link lives',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/follow-up.ts',
        from: 'const followUpAt = now + linkLivesMs;',
        to: 'const followUpAt = now + linkLivesMs / 2;',
      },
    ],
  },
  {
    name: 'a follow-up that must wait is finished',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/follow-up.ts',
        from: "return now < dueAt ? { action: 'put-off', until: dueAt } : { action: 'attempt' };",
        to: "return now < dueAt ? { action: 'finish' } : { action: 'attempt' };",
      },
    ],
  },
  {
    name: 'who is active already is invited',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/attempt-hire.ts',
        from: "if (verdict === 'already-active') return { end: { code: 'ALREADY_ACTIVE' }, row: resolved };\n  if (verdict !== 'invite') return { end: verdict, row };",
        to: "if (typeof verdict === 'object') return { end: verdict, row };",
      },
    ],
  },
  {
    name: 'a page of a sweep counts as gone through before its hires are queued',
    foundWithSeed: 30,
    changes: [
      {
        file: 'lambda/sweep/sweep-source.ts',
        from: "    yield await queueHires(page, listed, run, parts);\n    // Only now, so that a page whose hires were not queued is read again.\n    const progress = toProgress(source, row, page.next, nowMs());\n    if (!run.dryRun && !(await sweeps.write(progress))) return { code: 'OVERTAKEN' };\n",
        to: "    const progress = toProgress(source, row, page.next, nowMs());\n    if (!run.dryRun && !(await sweeps.write(progress))) return { code: 'OVERTAKEN' };\n    yield await queueHires(page, listed, run, parts);\n",
      },
    ],
  },
  {
    name: 'what the HR system said first of the start counts when the moment comes',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/invite/attempt-hire.ts',
        from: 'if (!wasRead || startDate === unreadableDate) return row;',
        to: 'if (!wasRead || startDate === unreadableDate || row.notBefore !== undefined) return row;',
      },
    ],
  },
  {
    name: 'a change makes no hire where it alone carries the address',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "return { action: look.makesHire ? 'attempt' : 'note' };",
        to: "return { action: look.event === 'created' ? 'attempt' : 'note' };",
      },
    ],
  },
  {
    name: 'whoever was left out is so for good',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/hire-row.ts',
        from: "new Set(['invited', 'already-active', 'cancelled'])",
        to: "new Set(['invited', 'already-active', 'cancelled', 'not-eligible'])",
      },
    ],
  },
  {
    name: 'what was said before counts again once somebody is left out',
    foundWithSeed: 1,
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'isLeftOutBy(row, look) || isLeftOutSince(row, look)',
        to: 'isLeftOutBy(row, look)',
      },
    ],
  },
];
