process.stderr.write('tracelab: no command yet\n');
process.exitCode = 1;
