import { chosenByClient, entry, FREE_SETTING, tooShort } from './entry.ts';

/** Runners, workers and queues: a poll waits for its own piece of work. */

export const gitlabRunner = entry({
  id: 'gitlab-runner',
  product: 'GitLab Runner job requests',
  ceiling: 50,
  releaseLaw: 'message-driven',
  routes: [{ method: 'POST', path: '/api/v4/jobs/request' }],
  examples: ['POST /api/v4/jobs/request'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  status: [204],
  source: 'docs.gitlab.com/ci/runners/long_polling',
  note: 'Off unless Workhorse sets apiCiLongPollingDuration; 50 s is the documented value.',
});

export const githubActionsRunner = entry({
  id: 'github-actions-runner',
  product: 'GitHub Actions runners (GHES)',
  ceiling: 50,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [
    { method: 'GET', path: '/**/message', query: ['sessionId'] },
    { method: 'GET', path: '/**/_apis/distributedtask/pools/*/messages' },
  ],
  examples: [
    'GET /message?sessionId=0b7b1c1e-0d2f-4b59-8f0f-6a2c1d3e4f50&status=Online',
    'GET /_services/pipelines/_apis/distributedtask/pools/1/messages?sessionId=0b7b1c1e',
  ],
  idleTimeoutAdvice: 60,
  status: [200, 202],
  clientTimeout: 100,
  source:
    'docs.github.com (communicating with self-hosted runners), actions/runner BrokerHttpClient.cs, MessageListener.cs',
  note: 'A runner gives its poll up when the state of its job changes. Not confirmed: the status of an empty answer.',
});

export const temporal = entry({
  id: 'temporal',
  product: 'Temporal task queues (gRPC)',
  ceiling: 60,
  releaseLaw: 'message-driven',
  routes: ['PollWorkflowTaskQueue', 'PollActivityTaskQueue'].map((call) => ({
    method: 'POST',
    path: `/temporal.api.workflowservice.v1.WorkflowService/${call}`,
  })),
  examples: [
    'POST /temporal.api.workflowservice.v1.WorkflowService/PollWorkflowTaskQueue',
    'POST /temporal.api.workflowservice.v1.WorkflowService/PollActivityTaskQueue',
  ],
  ceilingRange: [2, 60],
  idleTimeoutAdvice: 120,
  source:
    'temporalio/temporal common/dynamicconfig/constants.go (matching.longPollExpirationInterval), common/constants.go',
  note: 'Waits for workflow history hold 20 s. Not confirmed: that headers are held through a load balancer.',
});

export const camunda7 = entry({
  id: 'camunda-7',
  product: 'Camunda 7 external tasks',
  ceiling: 1800,
  releaseLaw: 'message-driven',
  routes: [{ method: 'POST', path: '/engine-rest/external-task/fetchAndLock' }],
  examples: ['POST /engine-rest/external-task/fetchAndLock'],
  ceilingRange: [0, 1800],
  idleTimeoutAdvice: 2000,
  holdChosenBy: 'client',
  source: 'docs.camunda.org 7.13, external task fetch and lock (asyncResponseTimeout)',
  refusal: chosenByClient('asyncResponseTimeout, none by default, at most 1800 s'),
});

export const camunda8 = entry({
  id: 'camunda-8',
  product: 'Camunda 8 job activation',
  ceiling: 10,
  releaseLaw: 'message-driven',
  routes: [
    { method: 'POST', path: '/v2/jobs/activation' },
    { method: 'POST', path: '/gateway_protocol.Gateway/ActivateJobs' },
  ],
  examples: ['POST /v2/jobs/activation', 'POST /gateway_protocol.Gateway/ActivateJobs'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  holdChosenBy: 'client',
  source: 'docs.camunda.io (JobActivationRequest)',
  note: 'A client that names no requestTimeout gets the default of the server. Not confirmed: that this is 10 s.',
});

export const drone = entry({
  id: 'drone',
  product: 'Drone CI runners',
  ceiling: 30,
  releaseLaw: 'message-driven',
  routes: [{ method: 'POST', path: '/rpc/v2/stage' }],
  examples: ['POST /rpc/v2/stage'],
  idleTimeoutAdvice: 60,
  status: [204],
  source: 'harness/drone operator/manager/rpc2/handler.go (2.24)',
});

export const kafkaRest = entry({
  id: 'kafka-rest',
  product: 'Kafka REST Proxy consumers',
  ceiling: 1,
  releaseLaw: 'message-driven',
  routes: [{ method: 'GET', path: '/consumers/*/instances/*/records' }],
  examples: ['GET /consumers/billing/instances/one/records?timeout=1000'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  source: 'confluentinc/kafka-rest KafkaRestConfig.java (consumer.request.timeout.ms), ConsumersResource.java',
  refusal: tooShort('1 s'),
});

export const sqsElasticmq = entry({
  id: 'sqs-elasticmq',
  product: 'SQS-compatible queues (ElasticMQ)',
  ceiling: 20,
  releaseLaw: 'message-driven',
  routes: [{ path: '/**', query: ['Action=ReceiveMessage', 'WaitTimeSeconds>0'] }],
  examples: ['GET /queue/orders?Action=ReceiveMessage&WaitTimeSeconds=20'],
  ceilingRange: [0, 20],
  idleTimeoutAdvice: 60,
  holdChosenBy: 'client',
  source: 'softwaremill/elasticmq Limits.scala (messageWaitTimeLimit)',
  note: 'Most clients name action and wait in the body, which access logs do not show.',
  refusal: chosenByClient('WaitTimeSeconds, none by default, at most 20 s'),
});

export const conductor = entry({
  id: 'conductor',
  product: 'Conductor task polls',
  ceiling: 0.1,
  releaseLaw: 'message-driven',
  routes: [{ method: 'GET', path: '/api/tasks/poll/batch/*' }],
  examples: ['GET /api/tasks/poll/batch/encode?timeout=100&count=5'],
  ceilingRange: [0, 5],
  idleTimeoutAdvice: 60,
  status: [200, 204],
  source: 'conductor-oss/conductor TaskResource.java, ExecutionService.java (MAX_POLL_TIMEOUT_MS)',
  refusal: tooShort('100 ms'),
});
