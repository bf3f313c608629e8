import {
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

/** How a move of the whole dead-letter queue back to the invite queue goes, or has ended. */
export interface Move {
  status: 'running' | 'done' | 'stopped' | 'failed';
  /** In milliseconds since 1970. */
  startedAt: number;
  /** How many messages were moved, about. */
  moved: number;
  /** How many there were to move, about. Absent until SQS has counted them. */
  toMove?: number;
  /** The code of SQS, if it failed. */
  reason?: string;
}

export interface MoveTasks {
  /**
   * The move that was begun last, here or in the console. SQS forgets it after some time.
   * @throws the error of SQS.
   */
  latest(): Promise<Move | undefined>;
  /**
   * Begins a move. SQS does one at a time.
   * @throws the error of SQS.
   */
  start(): Promise<'started' | 'moving-already'>;
}

const statuses: Readonly<Record<string, Move['status']>> = {
  RUNNING: 'running',
  CANCELLING: 'running',
  COMPLETED: 'done',
  CANCELLED: 'stopped',
  FAILED: 'failed',
};

/** What the console calls *Start DLQ redrive*. */
export function createMoveTasks({
  client,
  arn,
}: {
  client: Pick<SQSClient, 'send'>;
  arn: string;
}): MoveTasks {
  async function latest(): Promise<Move | undefined> {
    const { Results: [task] = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn }));
    if (task === undefined) return undefined;
    const { ApproximateNumberOfMessagesToMove: toMove, FailureReason: reason } = task;
    return {
      status: statuses[task.Status ?? ''] ?? 'failed',
      startedAt: task.StartedTimestamp ?? 0,
      moved: task.ApproximateNumberOfMessagesMoved ?? 0,
      ...(toMove !== undefined && { toMove }),
      ...(reason !== undefined && { reason }),
    };
  }

  const isMoving = async () => (await latest())?.status === 'running';

  return {
    latest,
    async start() {
      if (await isMoving()) return 'moving-already';
      try {
        await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
        return 'started';
      } catch (error) {
        // Somebody else may have begun one in between. SQS has no code of its own for that.
        if (await isMoving()) return 'moving-already';
        throw error;
      }
    },
  };
}
