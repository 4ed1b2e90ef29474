interface Results {
  readonly MetricDataResults: readonly {
    readonly Timestamps: readonly Date[];
    readonly Values: readonly number[];
  }[];
}

/** GetMetricData's answer where only the newer half of each series could be read, as the service says it. */
export function halfOfTheData(answer: object): object {
  const { MetricDataResults, ...rest } = answer as Results;
  return {
    ...rest,
    MetricDataResults: MetricDataResults.map(({ Timestamps, Values, ...result }) => {
      const ascending = (Timestamps[0]?.getTime() ?? 0) < (Timestamps.at(-1)?.getTime() ?? 0);
      const half = Math.floor(Timestamps.length / 2);
      const [from, to] = ascending ? [half, Timestamps.length] : [0, Timestamps.length - half];
      return {
        ...result,
        Timestamps: Timestamps.slice(from, to),
        Values: Values.slice(from, to),
        StatusCode: 'PartialData',
      };
    }),
  };
}
