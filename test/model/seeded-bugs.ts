/** A slip that somebody could make in the code, as changes of its text. */
export interface SeededBug {
  name: string;
  /** Where the model test finds it. After a change of the histories it may be a later one: the search goes on from here. */
  foundAt: { seed: number; history: number };
  /** `from` stands in the file just once. */
  changes: readonly { file: string; from: string; to: string }[];
}

/** Each breaks a promise in some history; a model test that does not find one is worth nothing. */
export const seededBugs: readonly SeededBug[] = [
  {
    name: 'a write has no condition',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/aws/versioned-table.ts',
        from: 'new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...condition });',
        to: 'new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...(condition && {}) });',
      },
    ],
  },
  {
    name: 'another message’s live lease is ignored',
    foundAt: { seed: 6, history: 8 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'if (isLeased(row, now)) return waitForLease(row, look);\n  const dueAt',
        to: 'if (isLeased(row, now) && row.lease.messageId === look.messageId) return waitForLease(row, look);\n  const dueAt',
      },
    ],
  },
  {
    name: 'a message that is being worked on is put off as another’s',
    foundAt: { seed: 2, history: 61 },
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
    foundAt: { seed: 1, history: 99 },
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
    foundAt: { seed: 5, history: 143 },
    changes: [
      {
        file: 'lambda/hire/settle.ts',
        from: "return { action: 'put-off', until, row: { ...row, ...progress, state: 'waiting', waitUntil: until } };",
        to: "const { unresolvedSend, ...others } = row;\n  return { action: 'put-off', until, row: { ...others, ...progress, state: 'waiting', waitUntil: until } };",
      },
    ],
  },
  {
    name: 'any date of an invitation counts as the sign that the send went out',
    foundAt: { seed: 3, history: 733 },
    changes: [
      {
        file: 'lambda/onelogin/user.ts',
        from: 'user.invitationSentAt !== null && user.invitationSentAt !== send.invitationSentAt',
        to: 'user.invitationSentAt !== null',
      },
    ],
  },
  {
    name: 'a message is finished before its wake-up is made',
    foundAt: { seed: 1, history: 8 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "await wakeLater.make(look, { at: decision.until });\n        return 'finished';",
        to: "void wakeLater.make(look, { at: decision.until }).catch(() => undefined);\n        return 'finished';",
      },
    ],
  },
  {
    name: 'the row is written before the wake-up is made',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: `  const made = wakeUp && (await wakeLater.make(look, wakeUp));
  if (!(await hires.write(withWakeUp({ ...settlement.row, version: row.version + 1 }, made))))
    throw new LeaseLost();
`,
        to: `  if (!(await hires.write(withWakeUp({ ...settlement.row, version: row.version + 1 }, before?.wakeUp))))
    throw new LeaseLost();
  const made = wakeUp && (await wakeLater.make(look, wakeUp));
`,
      },
    ],
  },
  {
    name: 'a message of a parked hire is finished',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "log.warn('hire is parked', fields);\n        return drained;",
        to: "log.warn('hire is parked', fields);\n        return 'finished';",
      },
    ],
  },
  {
    name: 'a parked hire is tried again by the message that parked it',
    foundAt: { seed: 1, history: 1 },
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
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/aws/schedules.ts',
        from: 'toSeconds(at)}`',
        to: 'toSeconds(at) * 0}`',
      },
    ],
  },
  {
    name: 'the rung is counted on the receive count',
    foundAt: { seed: 1, history: 47 },
    changes: [
      {
        file: 'lambda/invite/read-look.ts',
        from: '    messageId,\n    sentAt:',
        to: '    receiveCount: attributes.ApproximateReceiveCount,\n    messageId,\n    sentAt:',
      },
      {
        file: 'lambda/hire/settle.ts',
        from: '...progress, state:',
        to: '...progress, ...(progress.rung && { rung: look.receiveCount }), state:',
      },
    ],
  },
  {
    name: 'a message that comes early is dropped',
    foundAt: { seed: 1, history: 8 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "        await wakeLater.make(look, { at: decision.until });\n        return 'finished';",
        to: "        return 'finished';",
      },
    ],
  },
  {
    name: 'the claim on the user is not judged',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: "if (!('send' in again.verdict)) return again.verdict;",
        to: "if (again.note === undefined && !('send' in again.verdict)) return again.verdict;",
      },
    ],
  },
  {
    name: 'an unclear send of a function that died is asked about at once',
    foundAt: { seed: 1, history: 99 },
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
    foundAt: { seed: 1, history: 13 },
    changes: [
      {
        file: 'lambda/hire/judge-hire.ts',
        from: 'if (notBefore !== undefined && now < notBefore)',
        to: 'if (notBefore !== undefined && now < notBefore - 1e12)',
      },
    ],
  },
  {
    name: 'a change makes a hire of somebody whom nobody announced',
    foundAt: { seed: 1, history: 17 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'if (!look.makesHire) return noteChange(look, now);',
        to: "if (!look.makesHire && look.event !== 'updated') return noteChange(look, now);",
      },
    ],
  },
  {
    name: 'a change that overtakes the creation is forgotten',
    foundAt: { seed: 1, history: 17 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: "if (!(await hires.write(noted))) return 'overtaken';",
        to: "if (noted.version < 0) return 'overtaken';",
      },
    ],
  },
  {
    name: 'a change that overtakes the creation after a removal is forgotten',
    foundAt: { seed: 30_111, history: 355 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: '  if (!look.asksHr && isChangeSinceRemoval(row, look)) return noteChange(look, now);\n',
        to: '',
      },
    ],
  },
  {
    name: 'a record that joined another one’s mail does not count the follow-ups of that one',
    foundAt: { seed: 21, history: 967 },
    changes: [
      {
        file: 'lambda/invite/attempt-hire.ts',
        from: '  return withMailsOfOthers(row, note, holder);',
        to: '  return holder?.version === -1 ? withMailsOfOthers(row, note, holder) : row;',
      },
    ],
  },
  {
    name: 'a removal that overtakes the creation is forgotten',
    foundAt: { seed: 2, history: 119 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (stored === undefined) return { action: 'cancel' };",
        to: "if (stored === undefined) return { action: 'finish' };",
      },
    ],
  },
  {
    name: 'a removal is taken for an announcement',
    foundAt: { seed: 1, history: 27 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (look.event === 'removed') return decideRemoval(row, look, now);",
        to: "if (look.event === 'removed' && row === undefined) return decideRemoval(row, look, now);",
      },
    ],
  },
  {
    name: 'follow-ups are not counted',
    foundAt: { seed: 1, history: 4 },
    changes: [
      {
        file: 'lambda/hire/mailed.ts',
        from: 'followUpsSent: followUpsSent + 1',
        to: 'followUpsSent: 0 * followUpsSent',
      },
    ],
  },
  {
    name: 'a follow-up goes out while the link lives',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/hire/hire-row.ts',
        from: 'export const linkLivesMs = 24 * 60 * 60 * 1000;',
        to: 'export const linkLivesMs = 12 * 60 * 60 * 1000;',
      },
    ],
  },
  {
    name: 'a follow-up that must wait is finished',
    foundAt: { seed: 1, history: 8 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: "return now < dueAt ? { action: 'put-off', until: dueAt } : { action: 'attempt' };",
        to: "return now < dueAt ? { action: 'finish' } : { action: 'attempt' };",
      },
    ],
  },
  {
    name: 'who is active already is invited',
    foundAt: { seed: 1, history: 15 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: "if (verdict === 'active') return",
        to: "if (verdict === 'active' && row.invitedAt !== undefined) return",
      },
    ],
  },
  {
    name: 'what the HR system said first of the start counts when the moment comes',
    foundAt: { seed: 1, history: 291 },
    changes: [
      {
        file: 'lambda/invite/attempt-hire.ts',
        from: 'if (!wasRead) return row;\n  const { timeZone: before',
        to: 'if (!wasRead || row.notBefore !== undefined) return row;\n  const { timeZone: before',
      },
    ],
  },
  {
    name: 'a change makes no hire where it alone carries the address',
    foundAt: { seed: 1, history: 76 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'if (!look.makesHire) return noteChange(look, now);',
        to: "if (look.event !== 'created') return noteChange(look, now);",
      },
    ],
  },
  {
    name: 'whoever was left out is so for good',
    foundAt: { seed: 1, history: 17 },
    changes: [
      {
        file: 'lambda/hire/hire-row.ts',
        from: "return state === 'activated' ||",
        to: "return state === 'not-eligible' || state === 'activated' ||",
      },
    ],
  },
  {
    name: 'a corrected address is not mailed',
    foundAt: { seed: 1, history: 150 },
    changes: [
      {
        file: 'lambda/hire/judge-mail.ts',
        from: 'const isCorrection = isOtherAddress(known) && isLater;',
        to: 'const isCorrection = isOtherAddress(known) && isLater && now < 0;',
      },
    ],
  },
  {
    name: 'a follow-up with an outdated record is sent',
    foundAt: { seed: 2, history: 67 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: "if (!look.asksHr && hasLaterRecord(row, look)) return { action: 'finish' };",
        to: "if (!look.asksHr && hasLaterRecord(row, look) && now < 0) return { action: 'finish' };",
      },
    ],
  },
  {
    name: 'a message with an older record is sent by',
    foundAt: { seed: 1, history: 16 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (row.state === 'not-eligible' || look.purpose === 'look') return false;",
        to: "if (row.state === 'not-eligible' || look.purpose !== 'look') return false;",
      },
    ],
  },
  {
    name: 'the live link of another record is ignored',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/hire/judge-mail.ts',
        from: 'if (mailedAt !== undefined && now < mailedAt + linkLivesMs) {',
        to: 'if (mailedAt !== undefined && isOurs && now < mailedAt + linkLivesMs) {',
      },
    ],
  },
  {
    name: 'an invite by hand is ignored',
    foundAt: { seed: 1, history: 102 },
    changes: [
      {
        file: 'lambda/hire/judge-mail.ts',
        from: 'return isWorkAddress && isAlive && !isOurs ?',
        to: 'return isWorkAddress && isAlive && !isOurs && now < 0 ?',
      },
    ],
  },
  {
    name: 'a creation that is delivered once more revives a removed hire',
    foundAt: { seed: 1, history: 469 },
    changes: [
      {
        file: 'lambda/hire/engagement.ts',
        from: 'return look.saidAt > removedAt + (mayBeLate ? deliveryMs : 0);',
        to: 'return look.saidAt > removedAt + (mayBeLate ? 0 : 0 * deliveryMs);',
      },
    ],
  },
  {
    name: 'whoever is hired again is not heard',
    foundAt: { seed: 1, history: 9 },
    changes: [
      {
        file: 'lambda/hire/engagement.ts',
        from: 'if (isRemoved(row)) return isWord && isSaidAfterRemoval(row, look);',
        to: 'if (isRemoved(row)) return isWord && isSaidAfterRemoval(row, look) && row.endedAt === undefined;',
      },
    ],
  },
  {
    name: 'a creation counts by its delivery, not by its own date',
    foundAt: { seed: 1, history: 11 },
    changes: [
      {
        file: 'lambda/hire/engagement.ts',
        from: 'return look.saidAt > removedAt + (mayBeLate ? deliveryMs : 0);',
        to: 'return look.receivedAt > removedAt + (mayBeLate ? deliveryMs : 0);',
      },
    ],
  },
  {
    name: 'a removal takes back whom a later creation announced',
    foundAt: { seed: 1, history: 17 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: "if (isCreatedSince(row, look) || isRemovedSince(row, look)) return { action: 'finish' };",
        to: "if (isRemovedSince(row, look)) return { action: 'finish' };",
      },
    ],
  },
  {
    name: 'a person is told too early about somebody who starts later',
    foundAt: { seed: 1, history: 14 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: 'return Math.max(invitedAt, awaitedSince, start) +',
        to: 'return Math.max(invitedAt, awaitedSince, start * 0) +',
      },
    ],
  },
  {
    name: 'nobody looks again once a person was told',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: '  return lookAgain(notActivated, now + dayMs, now);',
        to: "  return { action: 'finish', row: toFinalRow(notActivated) };",
      },
    ],
  },
  {
    name: 'a hire is looked at for ever',
    foundAt: { seed: 1, history: 2 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: 'if (now + dayMs > notActivatedAt + lookDailyMs)',
        to: 'if (now > notActivatedAt + 1000 * lookDailyMs)',
      },
    ],
  },
  {
    name: 'a person is never told',
    foundAt: { seed: 1, history: 2 },
    changes: [
      {
        file: 'lambda/hire/awaited.ts',
        from: 'if (now < tellAt) {',
        to: 'if (now < tellAt + 1e12) {',
      },
    ],
  },
  {
    name: 'the invite is sent again on a Saturday',
    foundAt: { seed: 1, history: 7 },
    changes: [
      {
        file: 'lambda/hire/moment.ts',
        from: "return Math.max(earliest, place(weekends === 'send' ? day : offWeekend(day, 'monday-after')));",
        to: "return Math.max(earliest, place(weekends === 'send' ? day : offWeekend(day, 'send')));",
      },
    ],
  },
  {
    name: 'news uses up a step',
    foundAt: { seed: 1, history: 4 },
    changes: [
      {
        file: 'lambda/hire/claim.ts',
        from: '  return { ...row, rung: 0, firstAttemptAt: triedSince(row, now) };\n}\n\n/** After a wait',
        to: '  return { ...row, firstAttemptAt: triedSince(row, now) };\n}\n\n/** After a wait',
      },
    ],
  },
  {
    name: 'news of an awaited hire makes no wake-up',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/invite/look-at-hire.ts',
        from: 'const made = wakeUp && (await wakeLater.make(look, wakeUp));',
        to: "const made = (settlement.action === 'put-off' || before?.state !== 'invited') && wakeUp ? await wakeLater.make(look, wakeUp) : undefined;",
      },
    ],
  },
  {
    name: 'an awaited hire is parked',
    foundAt: { seed: 1, history: 87 },
    changes: [
      {
        file: 'lambda/hire/settle.ts',
        from: '  return isAwaited(row)\n    ? settleAwaited(tried, end, now, settings)',
        to: "  return isAwaited(row) && consequence !== 'park'\n    ? settleAwaited(tried, end, now, settings)",
      },
    ],
  },
  {
    name: 'the mails of an earlier person count for the next one',
    foundAt: { seed: 1, history: 242 },
    changes: [
      {
        file: 'lambda/hire/mailed.ts',
        from: 'const { earlierUsers: _, ...rest } = withoutMails(known);',
        to: 'const { earlierUsers: _, ...rest } = known;',
      },
    ],
  },
  {
    name: 'nobody hears of an earlier person who was invited',
    foundAt: { seed: 8, history: 3 },
    changes: [
      {
        file: 'lambda/hire/mailed.ts',
        from: 'const earlier = mayBeInvited ?',
        to: 'const earlier = mayBeInvited && now < 0 ?',
      },
    ],
  },
  {
    name: 'a second person under an id is not invited',
    foundAt: { seed: 1, history: 62 },
    changes: [
      {
        file: 'lambda/hire/decide.ts',
        from: 'return isOther && isNewer(look, announced);',
        to: 'return isOther && !isNewer(look, announced);',
      },
    ],
  },
  {
    name: 'another record never carries on',
    foundAt: { seed: 102, history: 331 },
    changes: [
      {
        file: 'lambda/hire/judge-mail.ts',
        from: 'if (holder !== undefined && isAwaited(holder))\n',
        to: 'if (holder !== undefined)\n',
      },
    ],
  },
  {
    name: 'whoever never signed in counts as active',
    foundAt: { seed: 1, history: 2 },
    changes: [
      {
        file: 'lambda/onelogin/user.ts',
        from: 'return isSwitchedOn(user) && !user.neverSignedIn;',
        to: 'return isSwitchedOn(user);',
      },
    ],
  },
  {
    name: 'whoever never signed in is invited against the settings',
    foundAt: { seed: 1, history: 2 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: "if (verdict === 'never-signed-in' && !isInviteWanted) {",
        to: "if (verdict === 'never-signed-in' && settings.neverSignedIn !== 'tell') {",
      },
    ],
  },
  {
    name: 'a mail is not noted of the user',
    foundAt: { seed: 1, history: 41 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: 'const written = await users.write({ ...claim, mailedAt: at, ...(to !== undefined && { mailedTo: to }) });',
        to: 'const written = await users.write({ ...claim, ...(to !== undefined && { mailedTo: to }) });',
      },
    ],
  },
  {
    name: 'the address of the last mail is not noted',
    foundAt: { seed: 1, history: 150 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: 'mailedAt: at, ...(to !== undefined && { mailedTo: to }) });',
        to: 'mailedAt: at, ...(to !== undefined && mailedTo !== undefined && { mailedTo }) });',
      },
    ],
  },
  {
    name: 'nothing limits the waits for the directory',
    foundAt: { seed: 1, history: 3 },
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: "consequence === 'wait' ? Math.min(step, longestLook(row, now)) : step,",
        to: "consequence === 'wait' ? Math.max(step, 0 * longestLook(row, now)) : step,",
      },
    ],
  },
  {
    name: 'whoever appears on the first day waits for an hour',
    foundAt: { seed: 1, history: 3 },
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: 'return isFirstDay ? 15 * 60 : 60 * 60;',
        to: 'return isFirstDay ? 60 * 60 : 60 * 60;',
      },
    ],
  },
  {
    name: 'a moved start begins a new engagement when a creation is delivered once more',
    foundAt: { seed: 1, history: 400 },
    changes: [
      {
        file: 'lambda/hire/engagement.ts',
        from: 'return startsMuchLater(row, look) && !isLateDelivery(row, look);',
        to: 'return startsMuchLater(row, look) && (!isLateDelivery(row, look) || true);',
      },
    ],
  },
  {
    name: 'an operator can have a person mailed twice within minutes',
    foundAt: { seed: 1, history: 12 },
    changes: [
      {
        file: 'lambda/hire/retry.ts',
        from: 'const justMailedMs = 15 * 60 * 1000;',
        to: 'const justMailedMs = 0;',
      },
    ],
  },
  {
    name: 'a wish is not cleared by its mail',
    foundAt: { seed: 1, history: 191 },
    changes: [
      {
        file: 'lambda/hire/mailed.ts',
        from: 'const { notActivatedAt, retryAskedAt, ...rest } = row;',
        to: 'const { notActivatedAt, ...rest } = row;',
      },
      {
        file: 'lambda/hire/awaited.ts',
        from: 'const { limitedMs, waitUntil, expiresAt, followUpAt, retryAskedAt, ...rest } = row;',
        to: 'const { limitedMs, waitUntil, expiresAt, followUpAt, ...rest } = row;',
      },
    ],
  },
  {
    name: 'a dead letter is deleted before it is sent again',
    foundAt: { seed: 1, history: 506 },
    changes: [
      {
        file: 'lambda/aws/dead-letters.ts',
        from: `        await enqueueBody(Body, inviteQueue);
        await remove();
`,
        to: `        await remove();
        await enqueueBody(Body, inviteQueue);
`,
      },
    ],
  },
  {
    name: 'a retry that has been carried out counts as pending',
    foundAt: { seed: 1, history: 125 },
    changes: [
      {
        file: 'lambda/hire/retry.ts',
        from: 'updatedAt <= retryAskedAt && now <',
        to: 'updatedAt <= now && now <',
      },
    ],
  },
  {
    name: 'a hire that is to be tried again is not due',
    foundAt: { seed: 1, history: 12 },
    changes: [
      {
        file: 'lambda/hire/retry.ts',
        from: '...(isAwaited(row) && { followUpAt: now }),',
        to: '',
      },
    ],
  },
  {
    name: 'a retry says that the hire is tried again, and sends nothing',
    foundAt: { seed: 1, history: 12 },
    changes: [
      {
        file: 'lambda/operate/retry-hire.ts',
        from: '  await send();\n  return { ok: true,',
        to: '  return { ok: true,',
      },
    ],
  },
  {
    name: 'a wish whose message was not sent passes for a wake-up',
    foundAt: { seed: 50_001, history: 3700 },
    changes: [
      {
        file: 'lambda/hire/retry.ts',
        from: '  if (at === retryAskedAt) return undefined;\n',
        to: '',
      },
    ],
  },
  {
    name: 'a creation that is repeated takes the hire back from the next person',
    foundAt: { seed: 30_114, history: 3774 },
    changes: [
      {
        file: 'lambda/hire/latest-word.ts',
        from: 'return { ...look, saidAt: Math.min(look.saidAt, createdAt - 1) };',
        to: 'return { ...look, saidAt: Math.max(look.saidAt, createdAt - 1) };',
      },
    ],
  },
  {
    name: 'whoever never signed in is told of, though another record of the person has just had a mail sent',
    foundAt: { seed: 30_114, history: 6024 },
    changes: [
      {
        file: 'lambda/hire/mailed.ts',
        from: 'const { awaitedSince, invitedAt = awaitedSince, followUpsSent = 0 } = row;',
        to: 'const { invitedAt, followUpsSent = 0 } = row;',
      },
    ],
  },
  {
    name: 'the personal address is left out',
    foundAt: { seed: 1, history: 1 },
    changes: [
      {
        file: 'lambda/hire/invitee.ts',
        from: 'if (personalEmail !== undefined) return { ...userKey, sendTo: personalEmail };',
        to: "if (personalEmail === '') return { ...userKey, sendTo: personalEmail };",
      },
    ],
  },
  {
    name: 'a cancel does not count as said now',
    foundAt: { seed: 1, history: 141 },
    changes: [
      {
        file: 'lambda/hire/cancel-by-hand.ts',
        from: '      saidAt: afterAllSaid(row, now),\n',
        to: '      saidAt: announced?.saidAt ?? now,\n',
      },
    ],
  },
  {
    name: 'a hire whose cancel is undone is not looked at',
    foundAt: { seed: 1, history: 768 },
    changes: [
      {
        file: 'lambda/operate/undo-cancel.ts',
        from: '  await enqueueBody(toAsciiJson(look), parts.queue);\n',
        to: '',
      },
    ],
  },
  {
    name: 'an undo trusts a wake-up that has come to nothing',
    foundAt: { seed: 1, history: 7 },
    changes: [
      {
        file: 'lambda/operate/undo-cancel.ts',
        from: 'if (wakeUp !== undefined && now < wakeUp.at && row.beforeCancel?.hasNews !== true) {',
        to: 'if (wakeUp !== undefined && row.beforeCancel?.hasNews !== true) {',
      },
    ],
  },
  {
    name: 'an undo leaves a hire to a record that is out of date',
    foundAt: { seed: 1, history: 157 },
    changes: [
      {
        file: 'lambda/operate/undo-cancel.ts',
        from: 'if (wakeUp !== undefined && now < wakeUp.at && row.beforeCancel?.hasNews !== true) {',
        to: 'if (wakeUp !== undefined && now < wakeUp.at) {',
      },
    ],
  },
  {
    name: 'an undo says that a hire is parked whose message is gone',
    foundAt: { seed: 1, history: 1888 },
    changes: [
      {
        file: 'lambda/operate/undo-cancel.ts',
        from: "return passage === 'whole' ? 'lost' : 'not-known';",
        to: "return passage === 'whole' ? 'there' : 'not-known';",
      },
    ],
  },
  {
    name: 'an undo says that a hire is parked while its message is being replayed',
    foundAt: { seed: 71_003, history: 8943 },
    changes: [
      {
        file: 'lambda/operate/undo-cancel.ts',
        from: "return passage === 'whole' ? 'lost' : 'not-known';",
        to: "return passage === 'whole' ? 'lost' : 'there';",
      },
    ],
  },
  {
    name: 'an undo trusts the wake-up of an older record than the one that a function died at',
    foundAt: { seed: 72_001, history: 9459 },
    changes: [
      {
        file: 'lambda/hire/claim.ts',
        from: 'wakeUp?.personHash !== announced.personHash;',
        to: 'wakeUp?.personHash !== announced.personHash && row.version < 0;',
      },
    ],
  },
  {
    name: 'the cancel of an earlier employment is said to be undone',
    foundAt: { seed: 1, history: 141 },
    changes: [
      {
        file: 'lambda/hire/cancel-by-hand.ts',
        from: ' && at >= createdAt);',
        to: ' && at >= createdAt * 0);',
      },
    ],
  },
  {
    name: 'a retry sends by a record that a word during a cancel has replaced',
    foundAt: { seed: 901, history: 940 },
    changes: [
      {
        file: 'lambda/hire/cancel-by-hand.ts',
        from: 'row.beforeCancel?.hasNews !== true;\n  return {',
        to: 'row.beforeCancel !== undefined;\n  return {',
      },
    ],
  },
  {
    name: 'the schedules of a forgotten hire stay',
    foundAt: { seed: 1, history: 9 },
    changes: [
      {
        file: 'lambda/operate/forget-hire.ts',
        from: '  await schedules.cancelAll(hire, over.heardRecords ?? []);\n',
        to: '  void schedules;\n',
      },
    ],
  },
  {
    name: 'the table of users keeps a forgotten hire',
    foundAt: { seed: 1, history: 9 },
    changes: [
      {
        file: 'lambda/operate/forget-hire.ts',
        from: '  await users.deleteOf(hire);\n',
        to: '  void users;\n',
      },
    ],
  },
  {
    name: 'the dead letters of a forgotten hire stay',
    foundAt: { seed: 1, history: 189 },
    changes: [
      {
        file: 'lambda/operate/forget-hire.ts',
        from: "    await letter.delete();\n    return 'taken';",
        to: "    return 'back';",
      },
    ],
  },
  {
    name: 'the row of a forgotten hire keeps its history',
    foundAt: { seed: 1, history: 9 },
    changes: [
      {
        file: 'lambda/operate/forget-hire.ts',
        from: 'hires.write(toTombstone(over, randomUUID()))',
        to: 'hires.write({ ...over, ...toTombstone(over, randomUUID()) })',
      },
    ],
  },
  {
    name: 'a forgotten hire comes back by what was said before',
    foundAt: { seed: 1, history: 42 },
    changes: [
      {
        file: 'lambda/hire/forget.ts',
        from: "    announced: { event: 'removed', saidAt, isDated: false, personHash: '' },\n    createdAt: saidAt, // a",
        to: "    announced: { event: 'removed', saidAt: 0, isDated: false, personHash: '' },\n    createdAt: saidAt, // a",
      },
    ],
  },
  {
    name: 'follow-ups go out during a pause',
    foundAt: { seed: 1, history: 44 },
    changes: [
      {
        file: 'lambda/invite/invite-user.ts',
        from: ': brake.isPaused();',
        to: ': false;',
      },
    ],
  },
  {
    name: 'after a pause a hire waits for an hour',
    foundAt: { seed: 1, history: 44 },
    changes: [
      {
        file: 'lambda/hire/waits.ts',
        from: 'PAUSED: 12 * 60 }',
        to: 'PAUSED: 60 * 60 }',
      },
    ],
  },
  {
    name: 'a resume ends nothing',
    foundAt: { seed: 1, history: 4 },
    changes: [
      {
        file: 'lambda/aws/brake.ts',
        from: "if (await update(release(standing.pausedAt, standing))) return 'resumed';",
        to: "if (standing.pausedAt < '9') return 'resumed';\n    if (await update(release(standing.pausedAt, standing))) return 'resumed';",
      },
    ],
  },
  {
    name: 'a pause uses up a step',
    foundAt: { seed: 1, history: 4 },
    changes: [
      {
        file: 'lambda/hire/outcomes.ts',
        from: "  PAUSED: {\n    consequence: 'wait',\n    costsNoAttempt: true,\n",
        to: "  PAUSED: {\n    consequence: 'wait',\n",
      },
    ],
  },
];
