import { parentPort, workerData } from 'node:worker_threads';
import { CrewMember, type Post, type Question } from './crew-member.js';

/** What a thread of a crew runs: the search, and then answers for as long as it is asked. */
const member = new CrewMember(workerData as Post);
parentPort?.postMessage(member.run());
parentPort?.on('message', (question: Question) => parentPort?.postMessage(member.answer(question)));
