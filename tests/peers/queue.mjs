// A server of SQS's and SNS's protocol that is not ours (fauxqs): node queue.mjs MODULES VISIBILITY
// Prints where it is, with its queues and topic, and serves until its input ends.
const [modules, visibility] = process.argv.slice(2);
const {startFauxqs} = await import(`file://${modules}/fauxqs/dist/app.js`);
const server = await startFauxqs({port: 0, logger: false});
const {queueArn: dead} = server.createQueue('dead');
const {queueUrl: url} = server.createQueue('events', {attributes: {
  VisibilityTimeout: visibility, RedrivePolicy: JSON.stringify({deadLetterTargetArn: dead, maxReceiveCount: '50'})}});
const {queueUrl: fifo} = server.createQueue('events.fifo', {attributes: {FifoQueue: 'true', VisibilityTimeout: visibility}});
const {topicArn: topic} = server.createTopic('events');
server.subscribe({topic: 'events', queue: 'events'});
process.stdout.write(JSON.stringify({endpoint: `http://127.0.0.1:${server.port}`, url, fifo, topic}) + '\n');
process.stdin.resume().on('end', () => process.exit(0));
