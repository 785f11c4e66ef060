/** How far, in milliseconds, our clock is ahead of another; negative: behind. */
export function saysTheDifference(milliseconds: number): string {
  const seconds = (Math.abs(milliseconds) / 1000).toFixed(1);
  if (seconds === '0.0') return 'agrees with ours';
  return `ours is ${seconds} s ${milliseconds > 0 ? 'ahead' : 'behind'}`;
}
